# A stand-in for the test's end of a channel: python3 channel.py SOCKET RECORD. The record is "frames", of which each is
# a datagram, or "bytes". It obeys commands on its standard input, each with an answer of one line.
import fcntl, socket, struct, sys, termios, time

PATIENCE = 10  # seconds
TAKEN = 0.05  # seconds until QEMU has taken what was sent, if it has room
FRAME = 1 << 17  # bytes, more than any has
RARP = b"\x80\x35"  # with these frames, after a migration, QEMU tells the network where the machine is, in its own time

name, frames, link = sys.argv[1], open(sys.argv[2]).read().strip() == "frames", None
listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM if frames else socket.SOCK_STREAM)
listener.bind(name)
if frames:
    link = listener
else:
    listener.listen()


def receive(size):
    """Returns the next frame, or so many bytes, or what has come in time."""
    while frames:
        frame = link.recv(FRAME)
        if frame[12:14] != RARP:
            return frame
    got = b""
    while len(got) < size:
        try:
            part = link.recv(size - len(got))
        except OSError:
            break
        if not part:
            break
        got += part
    return got


def taken():
    """Waits until QEMU has taken what was sent, and returns early if it has no room."""
    deadline = time.monotonic() + TAKEN
    while time.monotonic() < deadline and struct.unpack("i", fcntl.ioctl(link, termios.TIOCOUTQ, b"\0" * 4))[0]:
        time.sleep(0.0005)


def obey(deed, data):
    global link
    if link is None:
        listener.settimeout(PATIENCE)
        link, _ = listener.accept()
    link.settimeout(PATIENCE)
    if deed == "receives":
        got = receive(len(data))
        return "ok" if got == data else "receives " + (got.hex() or "nothing")
    if frames:
        link.sendto(data, name + ".qemu")
    else:
        link.sendall(data)
    taken()
    return "ok"


print("listens", flush=True)
for line in sys.stdin:
    deed, data = line.split()
    try:
        print(obey(deed, bytes.fromhex(data)), flush=True)
    except OSError as error:
        print("impossible: " + str(error), flush=True)
