import { assertEquals } from "@std/assert";
import { lookup3 } from "../../../../data/formats/hdf5_writing/lookup3.ts";

Deno.test("lookup3() gives the values that its author and HDF5's own tests name", () => {
  assertEquals(lookup3(new Uint8Array()), 0xdeadbeef);
  assertEquals(lookup3(new TextEncoder().encode("Four score and seven years ago")), 0x17770551);
});
