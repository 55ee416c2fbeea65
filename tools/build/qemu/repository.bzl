"""The repository rule behind @qemu: finds QEMU, copies it with all files that it loads, asks it for its inventory.

All copied files are watched: a rebuilt or reinstalled QEMU is copied anew, and since
the copies are plain files, only the tests of an architecture with really different files run again.
"""

load(":answers.bzl", "backends", "internal_and_aliases")
load(":architectures.bzl", "ARCHITECTURES", "TOOLS")

# The folder of the caller's own file system if Bazel runs in the toolchain root; unset elsewhere.
_HOST_ROOT = "QGRAPH_HOST_ROOT"

# A QEMU program, or a folder with several.
_BINARY = "QTEST_QEMU_BINARY"

# The exit codes of probe.sh, and of Bazel, after they kill a program that runs for too long.
_TIMEOUT_CODES = [124, 137, 256]

_NO_ANSWER = "does not answer"

def _watch(repository_ctx, path):
    repository_ctx.watch(path)
    return repository_ctx.path(path)

def _named_folder(repository_ctx, sysroot, setting, named):
    """Returns the folder with the programs that the caller named, and the emulators to take from it."""
    emulators = ["qemu-system-" + architecture for architecture in ARCHITECTURES]
    if not named.startswith("/"):
        fail("%s=%s: the path must be absolute" % (setting, named))
    path = _watch(repository_ctx, sysroot + named)
    if not path.exists:
        fail("%s=%s: there is no such file or folder" % (setting, named))
    if path.is_dir:
        return named.rstrip("/"), emulators
    folder, _, name = named.rpartition("/")
    if name not in emulators:
        fail("%s=%s: the name must be qemu-system-ARCH, with ARCH one of %s" % (setting, named, ", ".join(ARCHITECTURES)))
    return folder, [name]

def _look_for(repository_ctx, name, sysroot, folders):
    """Returns the path of the program name in the first of folders that has it, or None."""
    for folder in folders:
        path = _watch(repository_ctx, "%s%s/%s" % (sysroot, folder, name))
        if path.exists and not path.is_dir and repository_ctx.execute(["test", "-x", path]).return_code == 0:
            return struct(path = "%s/%s" % (folder, name), sysroot = sysroot)
    return None

def _find(repository_ctx):
    """Finds the QEMU programs.

    Args:
      repository_ctx: the repository.

    Returns:
      A dict from a program's name to a struct of its absolute path and of sysroot, the root of the file
      system in which that path is meant.
    """
    if "linux" not in repository_ctx.os.name:
        return {}
    emulators = ["qemu-system-" + architecture for architecture in ARCHITECTURES]
    path = [folder for folder in repository_ctx.getenv("PATH", "").split(":") if folder.startswith("/")]
    setting = repository_ctx.attr.setting or _BINARY
    named = repository_ctx.attr.location or repository_ctx.getenv(_BINARY)
    if not named:
        programs = {name: _look_for(repository_ctx, name, "", path) for name in emulators + TOOLS}
    else:
        sysroot = repository_ctx.getenv(_HOST_ROOT, "")
        folder, emulators = _named_folder(repository_ctx, sysroot, setting, named)
        programs = {name: _look_for(repository_ctx, name, sysroot, [folder]) for name in emulators}
        if not any(programs.values()):
            fail("%s=%s: there is no executable qemu-system-ARCH, with ARCH one of %s" % (setting, named, ", ".join(ARCHITECTURES)))
        for name in TOOLS:
            # In QEMU's build tree the storage daemon is one folder further down.
            programs[name] = (
                _look_for(repository_ctx, name, sysroot, [folder, folder + "/storage-daemon"]) or
                _look_for(repository_ctx, name, "", path)
            )
    return {name: program for name, program in programs.items() if program}

def _side_by_side(repository_ctx, commands, seconds):
    """Runs commands, as many at once as the machine has processors.

    Args:
      repository_ctx: the repository.
      commands: a dict from a name to a struct of the command's words and of folder, where it runs.
      seconds: after which each is ended.

    Returns:
      A dict from the name to a struct of return_code, stdout and stderr.
    """
    for name, command in commands.items():
        words = " ".join([_word(word) for word in command.words])
        repository_ctx.file("jobs/%s.job" % name, "cd %s\nexec %s\n" % (_word(command.folder), words), executable = False)
    repository_ctx.execute(
        ["sh", repository_ctx.path(Label(":side_by_side.sh")), str(seconds)],
        timeout = (len(commands) + 1) * (seconds + 5),
        working_directory = "jobs",
    )
    results = {}
    for name in commands:
        file = "jobs/%s." % name
        code = repository_ctx.path(file + "code")
        results[name] = struct(
            # Without a code, not even side_by_side.sh has ended.
            return_code = int(repository_ctx.read(code).strip()) if code.exists else _TIMEOUT_CODES[0],
            stdout = repository_ctx.read(file + "out") if code.exists else "",
            stderr = repository_ctx.read(file + "err") if code.exists else "",
        )
    repository_ctx.delete("jobs")
    return results

def _word(text):
    """Returns text as a word of the shell."""
    return "'%s'" % str(text).replace("'", "'\\''")

def _bundles(repository_ctx, programs):
    """Copies programs and all files that they load into the repository.

    Args:
      repository_ctx: the repository.
      programs: a dict from a program's name to its path, as _find returns it.

    Returns:
      A dict from the name to a struct of the copies' paths in the bundle, the arguments and the environment that a
      script adds, and the error ("" if none).
    """
    repository_ctx.watch(Label(":launched.sh"))
    commands = {}
    for name, program in programs.items():
        folder = _folder(_target(name))
        repository_ctx.execute(["mkdir", "-p", folder])
        commands[name] = struct(
            folder = repository_ctx.path(folder),
            words = ["sh", repository_ctx.path(Label(":bundle.sh")), program.sysroot, program.path] +
                    ([] if name in TOOLS else [_target(name)]),
        )

    # The first one alone: it makes the copies that all share.
    first = {name: commands.pop(name) for name in commands.keys()[:1]}
    results = _side_by_side(repository_ctx, first, 120) | _side_by_side(repository_ctx, commands, 120)
    repository_ctx.delete(_folder("originals"))
    return {name: _bundle(repository_ctx, result) for name, result in results.items()}

def _bundle(repository_ctx, result):
    """Reads what bundle.sh answered: returns the struct of _bundles."""
    error = ""
    if result.return_code != 0:
        error = result.stderr.strip() or "bundle.sh exited with %d" % result.return_code
    files = {}
    args = []
    env = {}
    for line in result.stdout.splitlines():
        kind, _, value = line.partition("\t")
        if kind == "file":
            copy, _, original = value.partition("\t")
            files[copy] = None
            if original:
                repository_ctx.watch(original)
        elif kind == "script":
            repository_ctx.watch(value)
        elif kind == "arg":
            args.append(value)
        elif kind == "env":
            name, _, value = value.partition("=")
            env[name] = value
    return struct(args = args, env = env, error = error, files = sorted(files))

def _manifest(name, folder, bundle):
    """Returns the manifest that says how to start the program name.

    Args:
      name: the program.
      folder: the bundle's folder in the repository.
      bundle: the bundle, as _bundles returns it.

    Returns:
      A dict: README.md describes it.
    """
    folder = "{bundle}/" + folder
    loaders = [file for file in bundle.files if file.startswith(("lib/ld-", "lib/ld.", "lib/ld64."))]
    command = ["%s/bin/%s" % (folder, name)]
    if loaders:
        command = ["%s/%s" % (folder, loaders[0]), "--library-path", folder + "/lib"] + command
    env = {key: value for key, value in bundle.env.items() if key != "QEMU_MODULE_DIR"}
    emulator = name.startswith("qemu-system-")
    if emulator:
        env["QEMU_MODULE_DIR"] = folder + "/lib/qemu"
    return {
        "args": (["-L", folder + "/share/qemu"] if emulator else []) + bundle.args,
        "command": command,
        "env": env,
    }

def _ask(repository_ctx, manifests, accelerator):
    """Starts the emulators of manifests, a dict by architecture.

    Returns:
      A dict from the architecture to a struct of the answers by id, and of the error: why there are none ("" if there
      are).
    """
    root = str(repository_ctx.path("."))
    commands = {}
    for architecture, manifest in manifests.items():
        command = [word.replace("{bundle}", root) for word in manifest["command"] + manifest["args"]]
        environment = ["%s=%s" % (name, value.replace("{bundle}", root)) for name, value in manifest["env"].items()]
        folder = "asked/" + architecture
        repository_ctx.execute(["mkdir", "-p", folder])
        commands[architecture] = struct(
            folder = repository_ctx.path(folder),
            # Without the caller's environment, so that the bundle cannot depend on it. A QEMU that was built with
            # AddressSanitizer would exit non-zero for what it has not freed.
            words = ["sh", repository_ctx.path(Label(":probe.sh")), accelerator, "env", "-i", "ASAN_OPTIONS=detect_leaks=0"] +
                    environment + command,
        )
    results = _side_by_side(repository_ctx, commands, 60)
    repository_ctx.delete("asked")
    return {architecture: _answers(result, root) for architecture, result in results.items()}

def _answers(result, root):
    """Reads the answers of one emulator: returns the struct of _ask."""
    answers = {}
    for line in result.stdout.splitlines():
        message = json.decode(line, default = {})
        if type(message) == "dict" and "return" in message and "id" in message:
            answers[message["id"]] = message["return"]
    if result.return_code == 0 and all([id in answers for id in ["version", "machines", "devices", "schema", "options"]]):
        return struct(answers = answers, error = "")
    if result.return_code in _TIMEOUT_CODES:
        return struct(answers = {}, error = _NO_ANSWER)
    first_line = result.stderr.strip().replace(root + "/", "").partition("\n")[0]
    if not first_line and result.return_code == 0:
        first_line = "it does not speak QMP: is it a QEMU?"
    return struct(answers = {}, error = first_line or "exits with %d" % result.return_code)

def _probes(repository_ctx, manifests):
    """Asks emulators for their inventories.

    Args:
      repository_ctx: the repository.
      manifests: a dict from an architecture to the manifest that starts its emulator.

    Returns:
      A dict from the architecture to its inventory, a dict: README.md describes it.
    """
    asked = _ask(repository_ctx, manifests, "qtest")
    without = [architecture for architecture, answer in asked.items() if answer.error and answer.error != _NO_ANSWER]
    again = _ask(repository_ctx, {architecture: manifests[architecture] for architecture in without}, "tcg") if without else {}
    return {
        architecture: _probe(again.get(architecture, answer), qtest = architecture not in again)
        for architecture, answer in asked.items()
    }

def _probe(answer, qtest):
    """Returns the inventory of an emulator.

    Args:
      answer: what it answered, as _ask returns it.
      qtest: whether it has the qtest accelerator.
    """
    if answer.error:
        return _failed(answer.error)
    answers = answer.answers
    version = answers["version"]["qemu"]
    machines = {}
    for machine in answers["machines"]:
        machines[machine["name"]] = None
        if "alias" in machine:
            machines[machine["alias"]] = None
    internal, aliases = internal_and_aliases(answers.get("users", ""))
    devices = answers["devices"]
    return {
        "abstract": sorted([device["name"] for device in devices if device.get("abstract")]),
        "aliases": aliases,
        "backends": backends(answers),
        "devices": sorted([device["name"] for device in devices if not device.get("abstract")]),
        "error": "",
        "internal": internal,
        "machines": sorted(machines),
        "qtest": qtest,
        "version": "%d.%d.%d" % (version["major"], version["minor"], version["micro"]),
    }

def _failed(error):
    return {
        "abstract": [],
        "aliases": {},
        "backends": {},
        "devices": [],
        "error": error,
        "internal": [],
        "machines": [],
        "qtest": False,
        "version": "",
    }

def _launcher(name, manifest):
    """Returns a shell script that starts the program name as manifest says."""
    words = ["%s=%s" % (variable, _quote(value)) for variable, value in manifest["env"].items()]
    words.append("exec")
    words += [_quote(word) for word in manifest["command"] + manifest["args"]]
    return """#!/bin/sh
# Runs %s of this bundle.
bundle=${0%%/*}/..
%s "$@"
""" % (name, " ".join(words))

def _quote(word):
    return '"%s"' % word.replace("{bundle}", "$bundle")

def _qemu_repository_impl(repository_ctx):
    programs = _find(repository_ctx)
    repository_ctx.report_progress("bundling " + ", ".join(programs))
    probes = {}
    manifests = {}
    for name, bundle in _bundles(repository_ctx, programs).items():
        target = _target(name)
        if bundle.error:
            if name not in TOOLS:
                probes[target] = _failed(bundle.error)
            continue
        manifest = _manifest(name, _folder(target), bundle)
        repository_ctx.file("run/" + name, _launcher(name, manifest))
        repository_ctx.file(target + ".json", json.encode_indent(manifest) + "\n", executable = False)
        manifests[target] = manifest
    bundles = manifests.keys()
    repository_ctx.report_progress("asking QEMU for its inventory")
    probes |= _probes(repository_ctx, {target: manifest for target, manifest in manifests.items() if target not in TOOLS})
    for probe in probes.values():
        probe["programs"] = sorted([tool for tool in TOOLS if tool in bundles])
    for architecture, probe in probes.items():
        if probe["error"]:
            # buildifier: disable=print
            print("%s cannot run tests: %s" % (_described(repository_ctx, architecture), probe["error"]))
    repository_ctx.file("probe.json", json.encode_indent(probes) + "\n", executable = False)
    repository_ctx.file("probe.bzl", _probe_bzl(probes), executable = False)
    repository_ctx.file("BUILD.bazel", _build_file(bundles), executable = False)

def _described(repository_ctx, architecture):
    """Returns words for an emulator: with the setting that names it, if several QEMUs are named."""
    setting = repository_ctx.attr.setting
    return "qemu-system-%s%s" % (architecture, " of " + setting if setting else "")

def _probe_bzl(probes):
    lines = ['"""The inventory of each available QEMU: tools/build/qemu/README.md of the main repository describes it."""', "", "QEMU = {"]
    for architecture, probe in sorted(probes.items()):
        lines.append("    %r: struct(" % architecture)
        for name, value in sorted(probe.items()):
            lines.append("        %s = %r," % (name, value))
        lines.append("    ),")
    return "\n".join(lines + ["}", ""])

def _target(program):
    """Returns the name of a program's target: an emulator's is its architecture."""
    return program.removeprefix("qemu-system-")

def _folder(target):
    """Returns the folder of a bundle: not the target's own name, which would make the two indistinguishable."""
    return "files/" + target

def _build_file(bundles):
    """Returns the BUILD file: a target for every architecture and tool, with or without a bundle."""
    lines = [
        'package(default_visibility = ["//visibility:public"])',
        'exports_files(["probe.bzl", "probe.json"])',
        _filegroup("tools", [":" + tool for tool in TOOLS if tool in bundles]),
    ]
    for target in ARCHITECTURES + TOOLS:
        manifest = target + ".json"
        launcher = "run/" + (target if target in TOOLS else "qemu-system-" + target)
        if target in bundles:
            lines.append("exports_files(%r)" % [manifest, launcher])

            # Not the folder as one input: Bazel 7 leaves a source folder out of the runfiles of a remote test.
            lines.append("filegroup(name = %r, srcs = [%r] + glob([%r]))" % (target, manifest, _folder(target) + "/**"))
        else:
            lines += [_filegroup(missing, None) for missing in [manifest, launcher, target]]
    return "\n".join(lines) + "\n"

def _filegroup(name, files):
    """Returns a filegroup; with None for files one that makes every target that depends on it incompatible."""
    if files == None:
        return 'filegroup(name = %r, target_compatible_with = ["@platforms//:incompatible"])' % name
    return "filegroup(name = %r, srcs = %r)" % (name, files)

qemu_repository = repository_rule(
    doc = "A bundle of each available QEMU, and its inventory.",
    implementation = _qemu_repository_impl,
    attrs = {
        "location": attr.string(doc = "The QEMU program or the folder with several; by default the environment says it."),
        "setting": attr.string(doc = "What gives the location, for messages."),
    },
    configure = True,
)
