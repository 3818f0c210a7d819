/** Types of the part of `@std/yaml` that the tests use. */

export declare function parse(content: string): unknown;
