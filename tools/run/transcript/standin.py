# A stand-in for a vhost-user back end: python3 standin.py SOCKET RECORD. It answers QEMU's messages as they were
# answered in the recorded run, and obeys commands on its standard input, each with an answer of one line.
import mmap, os, select, socket, struct, sys, time

GET_INFLIGHT_FD, SET_MEM_TABLE, SET_LOG_BASE, SET_VRING_CALL = 31, 5, 6, 13
SET_BACKEND_REQ_FD, ADD_MEM_REG = 21, 37
NEED_REPLY, REPLY = 8, 5
PATIENCE = 10  # seconds


class Turn:
    def __init__(self, message):
        self.number, self.reply, self.drops = struct.unpack_from("=I", message)[0], None, False


class Connection:
    def __init__(self, turns):
        self.turns, self.at, self.socket = turns, 0, None
        self.regions, self.calls, self.log, self.channel = [], {}, None, None


denied, connections, order = 0, [], []
for line in open(sys.argv[2]):
    words = line.split()
    if words == ["denied"]:
        order.append(None)
        continue
    what = words[1]
    if what == "connects":
        connections.append(Connection([]))
        order.append(connections[-1])
        continue
    turns = connections[int(words[0])].turns
    if what == ">":
        turns.append(Turn(bytes.fromhex(words[-1])))
    elif what == "<":
        turns[-1].reply = bytes.fromhex(words[-1])
    elif what == "drops":
        turns[-1].drops = True

listener = socket.socket(socket.AF_UNIX)
listener.bind(sys.argv[1])
listener.listen()
accepted = 0


def accept():
    global accepted
    link, _ = listener.accept()
    if accepted < len(order) and order[accepted] is None:
        link.close()
    else:
        # One more than were recorded repeats the last.
        c = order[accepted] if accepted < len(order) else Connection(connections[-1].turns if connections else [])
        if accepted >= len(order):
            connections.append(c)
        c.socket = link
    accepted += 1


def shared(file, size, offset):
    start = offset & ~(mmap.PAGESIZE - 1)
    return mmap.mmap(file, size + offset - start, offset=start), offset - start


def region(c, fields, file):
    guest, size, _, offset = struct.unpack("=QQQQ", fields)
    c.regions.append((guest, size) + shared(file, size, offset))


def keep(c, number, payload, files):
    """Keeps what a message hands over."""
    if number == SET_MEM_TABLE:
        c.regions = []
        for i, file in enumerate(files):
            region(c, payload[8 + 32 * i:40 + 32 * i], file)
    elif number == ADD_MEM_REG and files:
        region(c, payload[8:40], files[0])
    elif number == SET_LOG_BASE and files:
        c.log = shared(files[0], *struct.unpack("=QQ", payload[:16]))
    elif number == SET_VRING_CALL:
        c.calls[payload[0]] = files[0] if files else None
    elif number == SET_BACKEND_REQ_FD and files:
        c.channel = socket.socket(fileno=files[0])


def answer(c, number, flags, payload):
    """Answers a message as the recorded run did."""
    ahead = [i for i in range(c.at, len(c.turns)) if c.turns[i].number == number]
    behind = [i for i in range(c.at) if c.turns[i].number == number]
    if ahead:
        turn, c.at = c.turns[ahead[0]], ahead[0] + 1
    elif behind:
        turn = c.turns[behind[-1]]
    else:
        turn = None
    if turn and turn.drops:
        close(c)
        return
    reply = turn.reply if turn else None
    if flags & NEED_REPLY and reply is None:
        reply = struct.pack("=IIIQ", number, REPLY, 8, 0)
    files = []
    if number == GET_INFLIGHT_FD and reply:
        files = [os.memfd_create("inflight")]
        os.ftruncate(files[0], struct.unpack_from("=Q", reply, 12)[0])
    if reply:
        rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, struct.pack("%di" % len(files), *files))] if files else []
        try:
            c.socket.sendmsg([reply], rights)
        except OSError:
            close(c)


def receive(c):
    try:
        # No more than the header: the descriptors of the next message must not come with it.
        header, control, _, _ = c.socket.recvmsg(12, socket.CMSG_SPACE(64), socket.MSG_WAITALL)
        number, flags, size = struct.unpack("=III", header)
        payload = c.socket.recv(size, socket.MSG_WAITALL) if size else b""
    except (OSError, struct.error):
        close(c)
        return
    files = []
    for _, _, rights in control:
        files += struct.unpack("%di" % (len(rights) // 4), rights[:len(rights) & ~3])
    keep(c, number, payload, files)
    answer(c, number, flags, payload)


def close(c):
    if c.socket:
        c.socket.close()
        c.socket = None


def serve(limit):
    """Does what QEMU asks for, within a time; it returns whether there was something."""
    links = {c.socket: c for c in connections if c.socket}
    ready, _, _ = select.select([listener] + list(links), [], [], limit)
    for r in ready:
        if r is listener:
            accept()
        elif links[r].socket:
            receive(links[r])
    return bool(ready)


def write(c, address, data):
    for guest, size, memory, offset in c.regions:
        if guest <= address and address + len(data) <= guest + size:
            at = offset + address - guest
            memory[at:at + len(data)] = data
            for page in range(address >> 12, (address + len(data) - 1 >> 12) + 1):
                if c.log and c.log[1] + page // 8 < len(c.log[0]):
                    c.log[0][c.log[1] + page // 8] |= 1 << page % 8
            return True
    return False


def act(words):
    """Does what a command says. It returns False if QEMU has not yet made that possible."""
    number = int(words[0])
    if number >= len(connections) or not connections[number].socket and words[1] != "closes":
        return False
    c, what = connections[number], words[1]
    if what == "closes":
        close(c)
    elif what == "memory":
        return write(c, int(words[2], 16), bytes.fromhex(words[3]))
    elif what == "calls":
        file = c.calls.get(int(words[2]))
        if file is None:
            return False
        os.write(file, struct.pack("=Q", 1))
    elif what == "asks":
        if not c.channel:
            return False
        c.channel.sendall(bytes.fromhex(words[2]))
        if bytes.fromhex(words[2])[4] & NEED_REPLY:
            c.channel.settimeout(PATIENCE)
            c.channel.recv(20)
    return True


def obey(line):
    while serve(0):
        pass
    deadline = time.monotonic() + PATIENCE
    while not act(line.split()):
        if time.monotonic() > deadline:
            return "impossible: QEMU has not connected, or not shared this"
        serve(0.05)
    return "ok"


print("listens", flush=True)
pending = b""
while True:
    links = [c.socket for c in connections if c.socket]
    ready, _, _ = select.select([listener, sys.stdin.fileno()] + links, [], [])
    if sys.stdin.fileno() not in ready:
        serve(0)
        continue
    data = os.read(sys.stdin.fileno(), 1 << 20)
    if not data:
        break
    pending += data
    while b"\n" in pending:
        line, pending = pending.split(b"\n", 1)
        print(obey(line.decode()), flush=True)
