/**
 * Values of a TensorBoard summary, `Summary.Value` of TensorFlow's `summary.proto`: scalars, images, text.
 *
 * @module
 */
import type { LoggedImage } from "../images/logged_image.ts";
import { bytesField, floatField, integerField, type Message, message, stringField } from "./protobuf.ts";

/** Fields of `Summary.Value`. */
export const VALUE = { tag: 1, simpleValue: 2, image: 4, tensor: 8, metadata: 9 } as const;

/** A scalar, in 32 bits. */
export function scalarValue(tag: string, value: number): Message {
  return message(stringField(VALUE.tag, tag), floatField(VALUE.simpleValue, value));
}

/** A grey image. */
export function imageValue({ tag, height, width, png }: LoggedImage): Message {
  const image = message(
    integerField(IMAGE.height, height),
    integerField(IMAGE.width, width),
    integerField(IMAGE.colorspace, GREY),
    bytesField(IMAGE.encoded, png),
  );
  return message(stringField(VALUE.tag, tag), bytesField(VALUE.image, image));
}

/** A text in Markdown. */
export function textValue(tag: string, markdown: string): Message {
  const tensor = message(integerField(TENSOR.dtype, STRING), shape(1), stringField(TENSOR.stringValue, markdown));
  return pluginValue(tag, { plugin: "text", content: new Uint8Array(), tensor });
}

/** What a plugin of TensorBoard knows by itself, without a value that changes with the step. */
export function metadataValue(tag: string, plugin: string, content: Uint8Array): Message {
  // Readers skip values without a tensor; one without elements says nothing.
  const tensor = message(integerField(TENSOR.dtype, FLOAT), shape(0));
  return pluginValue(tag, { plugin, content, tensor });
}

// --- internal ---

const IMAGE = { height: 1, width: 2, colorspace: 3, encoded: 4 } as const;
const TENSOR = { dtype: 1, shape: 2, stringValue: 8 } as const;
const SHAPE = { dim: 2 } as const;
const DIM = { size: 1 } as const;
const METADATA = { pluginData: 1, dataClass: 4 } as const;
const PLUGIN_DATA = { name: 1, content: 2 } as const;

/** Colour space of an image. */
const GREY = 1;

/** Values of TensorFlow's `DataType`. */
const FLOAT = 1;
const STRING = 7;

/** Value of `DataClass`: a tensor of any kind. */
const TENSOR_CLASS = 2;

interface PluginData {
  readonly plugin: string;
  readonly content: Uint8Array;
  readonly tensor: Message;
}

function pluginValue(tag: string, { plugin, content, tensor }: PluginData): Message {
  const data = message(stringField(PLUGIN_DATA.name, plugin), bytesField(PLUGIN_DATA.content, content));
  const metadata = message(bytesField(METADATA.pluginData, data), integerField(METADATA.dataClass, TENSOR_CLASS));
  return message(
    stringField(VALUE.tag, tag),
    bytesField(VALUE.metadata, metadata),
    bytesField(VALUE.tensor, tensor),
  );
}

function shape(length: number): Message {
  return bytesField(TENSOR.shape, bytesField(SHAPE.dim, integerField(DIM.size, length)));
}
