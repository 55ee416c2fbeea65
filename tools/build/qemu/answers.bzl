"""Reads QEMU's answers. tools/run/bundle does the same for the qgraph command."""

# The backends of -fsdev. QEMU does not list them: every QEMU with the option has these.
_FILE_SYSTEMS = ["local", "synth"]

def device_types(text):
    """Reads "info qdm": a line a device type, as in

        name "e1000", bus PCI, alias "e1000-82540em", desc "Intel Gigabit Ethernet", no-user

    Args:
      text: the answer.

    Returns:
      A struct with the device types with "no-user", sorted; the types by alias; the sorted other types by bus.
    """
    internal = []
    aliases = {}
    buses = {}
    for line in text.splitlines():
        line = line.strip()
        if not line.startswith('name "'):
            continue
        name, _, rest = line.removeprefix('name "').partition('"')
        rest, _, description = rest.partition(', desc "')
        _, found, alias = rest.partition(', alias "')
        if found:
            aliases[alias.partition('"')[0]] = name
        if rest.endswith(", no-user") or description.endswith('", no-user'):
            internal.append(name)
        else:
            bus = rest.partition(", bus ")[2].partition(",")[0]
            buses.setdefault(bus, []).append(name)
    return struct(internal = sorted(internal), aliases = aliases, buses = {bus: sorted(types) for bus, types in buses.items()})

def backends(answers):
    """Returns the backends that QEMU can make.

    Args:
      answers: QEMU's answers by id, as probe.sh asks for them.

    Returns:
      A dict from an option to the sorted types that it takes. An option that could not be queried is not in it.
    """
    found = {}
    for option, id in {"-chardev": "chardevs", "-netdev": "netdevs", "-object": "objects"}.items():
        words = [line.strip() for line in answers.get(id, "").splitlines()]
        found[option] = sorted([word for word in words if word and " " not in word])
    types = {type["name"]: type for type in answers["schema"]}
    found["-audiodev"] = _tags(types, types.get("query-audiodevs", {}).get("ret-type"))
    found["-blockdev"] = _tags(types, types.get("blockdev-add", {}).get("arg-type"))
    found = {option: list for option, list in found.items() if list}
    options = [option["option"] for option in answers["options"]]
    found["-fsdev"] = _FILE_SYSTEMS if "fsdev" in options else []
    return found

def _tags(types, union):
    """Returns the values, sorted, that select the branches of a union; it may be wrapped in an array."""
    type = types.get(union, {})
    type = types.get(type.get("element-type"), type)
    for member in type.get("members", []):
        if "tag" in type and member["name"] == type["tag"]:
            return sorted(types[member["type"]]["values"])
    return []
