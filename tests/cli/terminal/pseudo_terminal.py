"""Runs a command on a terminal of its own, types, and changes the terminal's width, as a person does.

Reads JSON from standard input: command, cwd, env, columns, steps. A step waits until its `after` has been printed since
the last step, and then types `type` or makes the terminal `columns` wide. Prints JSON: code, and what was printed when
(seconds) at which width.
"""

import fcntl, json, os, pty, select, struct, sys, termios, time

task = json.load(sys.stdin)


def resize(columns):
    fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))


start = time.monotonic()
columns = task["columns"]
steps = task["steps"]
ready, go = os.pipe()
child, master = pty.fork()
if child == 0:
    os.read(ready, 1)
    os.chdir(task["cwd"])
    os.execvpe(task["command"][0], task["command"], {**os.environ, **task["env"]})
resize(columns)
os.write(go, b".")
printed, pending = [], b""


def receive(seconds):
    """What is printed by then; None once the other side has closed."""
    global pending
    if not select.select([master], [], [], seconds)[0]:
        return b""
    try:
        text = os.read(master, 65536)
    except OSError:  # how Linux says that the other side has closed
        return None
    if not text:
        return None
    pending += text
    printed.append([time.monotonic() - start, columns, text.decode("utf-8", "replace")])
    return text


while True:
    while steps and steps[0]["after"].encode() in pending:
        step = steps.pop(0)
        pending = b""
        while receive(0.02):  # was printed at the old width
            pass
        if "columns" in step:
            columns = step["columns"]
            resize(columns)
        else:
            os.write(master, step["type"].encode())
    if time.monotonic() - start > task["limit"]:
        os.kill(child, 9)
    if receive(1) is None:
        break
code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
json.dump({"code": code, "printed": printed, "left": len(steps)}, sys.stdout)
