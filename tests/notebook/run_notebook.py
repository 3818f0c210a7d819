"""Runs a notebook in Deno's Jupyter kernel: run_notebook.py NOTEBOOK EXECUTED [CELL FILE]

The kernel says that it is idle before the last outputs of a cell are sent, and nbclient stops listening there: so this
listens on for a while. A cell that throws ends the run with exit code 1; what was executed is written all the same, with
the seconds and the number of replaced displays of each cell in its metadata. With CELL and FILE the kernel is interrupted,
as by the button of a notebook, while that cell (counted from 0) runs, once the file is there.
"""

import asyncio
import os
import sys
import time

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionComplete, CellExecutionError

LISTEN_ON = 0.4
MOST_SECONDS = 900


class PatientClient(NotebookClient):
    interrupted_cell = None
    marker = None

    async def _async_poll_output_msg(self, parent_msg_id, cell, cell_index):
        begun, end, updates = time.monotonic(), None, 0
        watching = asyncio.ensure_future(self.interrupt_at(self.marker)) if cell_index == self.interrupted_cell else None
        while True:
            wait = None if end is None else max(0.0, end - time.monotonic())
            try:
                message = await asyncio.wait_for(self.kc.iopub_channel.get_msg(timeout=None), wait)
            except asyncio.TimeoutError:
                break
            if message["parent_header"].get("msg_id") != parent_msg_id:
                continue
            updates += message["msg_type"] == "update_display_data"
            try:
                self.process_message(message, cell, cell_index)
            except CellExecutionComplete:
                end = time.monotonic() + LISTEN_ON
        if watching:
            watching.cancel()
        cell.metadata["seconds"] = time.monotonic() - begun
        cell.metadata["updates"] = updates

    async def interrupt_at(self, marker):
        while not os.path.exists(marker):
            await asyncio.sleep(0.05)
        done = self.km.interrupt_kernel()
        if asyncio.iscoroutine(done) or isinstance(done, asyncio.Future):
            await done


def main(path, executed, cell=None, marker=None):
    notebook = nbformat.read(path, as_version=4)
    client = PatientClient(notebook, kernel_name="deno", timeout=MOST_SECONDS, startup_timeout=120)
    if cell is not None:
        client.interrupted_cell, client.marker = int(cell), marker
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
