"""Runs a notebook in Deno's Jupyter kernel: run_notebook.py NOTEBOOK EXECUTED [--interrupt CELL SECONDS]

The kernel says that it is idle before the last outputs of a cell are sent, and nbclient stops listening there: so this
listens on for a while. A cell that throws ends the run with exit code 1; what was executed is written all the same. With
--interrupt the kernel gets SIGINT so many seconds after a cell (counted from 0) has begun.
"""

import asyncio
import sys
import time

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionComplete, CellExecutionError

LISTEN_ON = 0.4


class PatientClient(NotebookClient):
    interrupt = None

    async def _async_poll_output_msg(self, parent_msg_id, cell, cell_index):
        if self.interrupt and self.interrupt[0] == cell_index:
            loop = asyncio.get_running_loop()
            loop.call_later(self.interrupt[1], lambda: asyncio.ensure_future(self.interrupt_now()))
        end = None
        while True:
            wait = None if end is None else max(0.0, end - time.monotonic())
            try:
                message = await asyncio.wait_for(self.kc.iopub_channel.get_msg(timeout=None), wait)
            except asyncio.TimeoutError:
                return
            if message["parent_header"].get("msg_id") != parent_msg_id:
                continue
            try:
                self.process_message(message, cell, cell_index)
            except CellExecutionComplete:
                end = time.monotonic() + LISTEN_ON

    async def interrupt_now(self):
        done = self.km.interrupt_kernel()
        if asyncio.iscoroutine(done) or isinstance(done, asyncio.Future):
            await done


def main(path, executed, *rest):
    notebook = nbformat.read(path, as_version=4)
    client = PatientClient(notebook, kernel_name="deno", timeout=240, startup_timeout=60)
    if rest:
        client.interrupt = (int(rest[1]), float(rest[2]))
    try:
        client.execute()
    except CellExecutionError as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        nbformat.write(notebook, executed)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
