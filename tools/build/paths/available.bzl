"""Looks up whether an available QEMU can run a path.

Path.Available of //graph gives the same answer for any QEMU, in the same words; //tools/build/availability compares the two.
"""

load("@qemu//:probe.bzl", "QEMU")
load("@qemus//:qemus.bzl", "QEMUS", "SECOND")
load(":edges.bzl", "FAMILIES")

# The repositories with the bundles of each QEMU, by its name: "" is the one without.
REPOSITORIES = {"": "@qemu"} | {name: qemu.repository for name, qemu in QEMUS.items()}

# What tests of two QEMUs run on besides, by the end of the target's name: the first QEMU's name, and the second's with the
# repository of its bundles.
PAIRS = {
    (first + "@" if first else "") + "to-" + second: struct(first = first, second = second, repository = qemu.repository)
    for first in REPOSITORIES
    for second, qemu in SECOND.items()
    if first != second
}

# For quick look-up, by the QEMU's name and architecture: the inventory, and in it machines, devices that can be plugged
# in, programs beside it, and backends by option.
_INVENTORIES = {
    name: {
        arch: struct(
            qemu = qemu,
            machines = {machine: True for machine in qemu.machines},
            devices = {device: True for device in qemu.devices if device not in qemu.internal},
            programs = {program: True for program in qemu.programs},
            backends = {option: {type: True for type in types} for option, types in qemu.backends.items()},
        )
        for arch, qemu in probe.items()
    }
    for name, probe in ({"": QEMU} | {name: qemu.probe for name, qemu in (QEMUS | SECOND).items()}).items()
}

def target_on(target, qemu):
    """Returns the name of the target that does on a QEMU what another does on the one without a name.

    Args:
      target: the name of the other.
      qemu: the QEMU's name.
    """
    return target + ("@" + qemu if qemu else "")

def reason_to_skip(qemu, nodes, wants):
    """Returns why a QEMU cannot run a path, "" if it can.

    Args:
      qemu: the QEMU's name.
      nodes: the names of the path's machine and drivers.
      wants: the devices, backends and programs that it needs besides, as "-device e1000e, -netdev dgram".

    Returns:
      The reason of the first missing one.
    """
    arch, _, machine = nodes[0].partition("/")
    inventory = _INVENTORIES[qemu].get(arch)
    if not inventory:
        return "there is no qemu-system-" + arch
    qemu = inventory.qemu
    if qemu.error:
        return qemu.error
    name = _name(arch, qemu)
    if machine not in inventory.machines:
        return '%s has no machine "%s"' % (name, machine)
    for want in wants.split(", ") if wants else []:
        option, _, type = want.partition(" ")
        if option == "program":
            if type not in inventory.programs:
                return "it needs the program %s, which does not come with %s" % (type, name)
        elif option == "since":
            version, _, what = type.partition(" ")
            if qemu.version and _numbers(qemu.version) < _numbers(version):
                return "it requires %s, which QEMU has since %s, but this is %s" % (what, version, name)
        elif option == "qtest":
            if not qemu.qtest:
                return "it requires %s, but %s has no qtest accelerator" % (type, name)
        elif option != "-device":
            if option in inventory.backends and type not in inventory.backends[option]:
                return "it needs %s, which %s cannot make" % (want, name)
        elif type not in inventory.devices:
            return ("" if type in nodes else 'it plugs in "%s", and ' % type) + _no_device(qemu, name, type)
    return ""

def in_real_time(pair, arch):
    """Returns whether both QEMUs of a pair run without the qtest accelerator because one of them lacks it.

    Args:
      pair: of PAIRS.
      arch: the architecture; both can run the path.
    """
    return not all([_INVENTORIES[name][arch].qemu.qtest for name in [pair.first, pair.second]])

def common_machine(pair, node):
    """Looks up the newest version of a machine that both QEMUs of a pair have, as Path.Common of //graph does.

    Args:
      pair: of PAIRS.
      node: the machine's name; both QEMUs have it.

    Returns:
      The version's name for QEMU, None if there is none, and why.
    """
    family = FAMILIES.get(node)
    if not family:
        return None, "it has no versions, so that of another QEMU may be another machine"
    arch = node.partition("/")[0]
    first, second = [_INVENTORIES[name][arch] for name in [pair.first, pair.second]]
    versions = {}
    for machine in first.machines:
        version = machine.removeprefix(family + "-")
        if version != machine and machine in second.machines and all([word.isdigit() for word in version.split(".")]):
            versions[tuple(_numbers(version))] = machine
    if not versions:
        return None, '%s and %s have no version of "%s" in common' % (_name(arch, first.qemu), _name(arch, second.qemu), family)
    return versions[max(versions.keys())], ""

def _name(arch, qemu):
    """Returns how reasons name a QEMU."""
    return "qemu-system-" + arch + (" " + qemu.version if qemu.version else "")

def _numbers(version):
    """Returns the three numbers of a version of one to three, as in "9.1"."""
    return ([int(word) for word in version.split(".")] + [0, 0])[:3]

def _no_device(qemu, name, type):
    """Returns why -device does not take the type."""
    if type in qemu.internal:
        return '%s has "%s" only as a part of machines and other devices: -device does not take it' % (name, type)
    if type in qemu.abstract:
        return 'in %s "%s" is an abstract type: a base of other devices, not a device itself' % (name, type)
    if type in qemu.aliases:
        return 'in %s "%s" is only another name of "%s"' % (name, type, qemu.aliases[type])
    return '%s has no device "%s"' % (name, type)

def unmet_constraint(reason):
    """Makes a constraint that no platform meets, named after the reason, unless this package has it.

    Bazel shows the name when a requested target is incompatible with it.

    Args:
      reason: why a path is skipped.

    Returns:
      The name of the constraint.
    """
    name = "".join([c if c.isalnum() or c in " !%-@^_\"#$&'()*+,;<=>?[]{|}~." else "_" for c in reason.replace(": ", ", ").elems()])
    if not native.existing_rule(name):
        native.constraint_value(
            name = name,
            constraint_setting = "//tools/build/paths:reason_to_skip",
            tags = ["manual"],
        )
    return name
