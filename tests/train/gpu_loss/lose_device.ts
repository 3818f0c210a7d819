/**
 * Loaded before a program of ours: its WebGPU device is lost, as by a driver that ends, when it is handed work after a
 * certain file has come to be.
 *
 * @module
 */
import { existsSync } from "node:fs";

const file = Deno.env.get("EXITWAVE_TEST_LOST_AFTER") ?? "";
const { requestDevice } = GPUAdapter.prototype;
const { submit } = GPUQueue.prototype;
let opened: GPUDevice | null = null;

GPUAdapter.prototype.requestDevice = async function (descriptor): Promise<GPUDevice> {
  return opened = await requestDevice.call(this, descriptor);
};

GPUQueue.prototype.submit = function (commands): undefined {
  if (existsSync(file)) opened?.destroy();
  return submit.call(this, commands);
};
