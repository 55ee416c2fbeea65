#!/bin/sh
# bundle.sh SYSROOT PROGRAM [ARCHITECTURE] copies PROGRAM and all it loads into the current folder:
#
#   bin/       the program
#   lib/       the dynamic loader and the libraries
#   lib/qemu/  an emulator's modules
#   */qemu-bundle/  keeps an emulator from the machine's own modules and firmware
#   share/     an emulator's firmware
#
# They are links to copies in ../originals, which bundles beside this one share. PROGRAM may be a script that starts the
# program. PROGRAM and all files that it names are looked up in SYSROOT, the root of the file system that PROGRAM is
# built for ("" for this one). With ARCHITECTURE the program is the emulator of that architecture.
#
# It prints a line for each of these, its parts separated by tabs:
#
#   file COPY [ORIGINAL]
#   script FILE         the script
#   env NAME=VALUE      what the script adds to the environment
#   arg WORD            an argument that the script adds
set -eu

sysroot=$1 named=$2 architecture=${3:-}
program=$named
# How a script starts the program: the loader, the folders that it searches for libraries first, the environment.
loader='' path='' environment=''

# in_sysroot COMMAND... runs COMMAND in PROGRAM's file system.
in_sysroot() {
  if [ -n "$sysroot" ]; then
    chroot "$sysroot" "$@"
  else
    "$@"
  fi
}

# copy SOURCE TARGET copies one file, not the symbolic link that may lead to it.
copy() {
  if [ ! -e "$2" ]; then
    [ -d "${2%/*}" ] || mkdir -p "${2%/*}"
    original "$1"
    ln "../originals$1" "$2"
    case $2 in bin/* | lib/ld*) chmod +x "$2" ;; esac
  elif ! in_sysroot cat "$1" | cmp -s - "$2"; then
    echo "$1 differs from another file of that name that this program also loads" >&2
    exit 1
  fi
  printf 'file\t%s\t%s\n' "$2" "$sysroot$1"
}

# original SOURCE copies one file to ../originals unless it is there. Another bundle may do so at the same time: then
# each has its own copy.
original() {
  [ ! -e "../originals$1" ] || return 0
  mkdir -p "../originals${1%/*}"
  in_sysroot cat "$1" >"../originals$1.$$"
  mv "../originals$1.$$" "../originals$1"
}

# list_libraries FILE has the dynamic loader list the files that it maps for FILE.
list_libraries() {
  if [ -n "$loader" ]; then
    in_sysroot "$loader" --library-path "$path" --list "$1" 2>&1
  elif [ -n "$path" ]; then
    in_sysroot env LD_LIBRARY_PATH="$path" ldd "$1" 2>&1
  else
    in_sysroot ldd "$1" 2>&1
  fi
}

# libraries FILE lists the files that the dynamic loader maps for FILE, itself included: name and path, one a
# line. A static program has none. It fails when one is missing, or too old.
libraries() {
  list_libraries "$1" | awk -v file="$1" '
    / => not found/ { missing = missing " " $1 }
    match($0, /version `[^ ]* not found/) {
      version = substr($0, RSTART + 9, RLENGTH - 20)
      if (!seen[version]++) old = old " " version
    }
    $2 == "=>" && $3 ~ /^\// { print $1, $3 }
    $1 ~ /^\// && $2 ~ /^\(/ { print $1, $1 }
    END {
      if (missing != "") print file " needs libraries that are not installed:" missing > "/dev/stderr"
      else if (old != "") print file " needs newer libraries than are installed, with" old > "/dev/stderr"
      exit (missing old) != ""
    }
  '
}

# files prints what the bundle has copies of: a file, and the name of its copy, with a tab between.
files() {
  printf '%s\tbin/%s\n' "$program" "${named##*/}"
  in_lib "$needed"
  if [ -n "$architecture" ]; then
    modules | while read -r module; do
      # QEMU runs without a module that does not load, and so does the bundle.
      needed=$(libraries "$module" 2>/dev/null) || continue
      printf '%s\tlib/qemu/%s\n' "$module" "${module##*/}"
      in_lib "$needed"
    done
    firmware | while read -r file; do
      printf '%s\tshare/qemu/%s\n' "$file" "${file##*/}"
    done
  fi
}

# in_lib LIBRARIES prints the same of what libraries listed.
in_lib() {
  printf '%s\n' "$1" | while read -r name library; do
    [ -z "$name" ] || printf '%s\tlib/%s\n' "$library" "${name##*/}"
  done
}

# firmware prints the files of the emulator's data folders; of two with one name the first, which QEMU takes.
firmware() {
  in_sysroot timeout 30 "$named" -L help </dev/null | head -n 20 | while read -r folder; do
    # Only displays need key maps, only tracing needs trace events, and only -bios needs edk2 and other large
    # images.
    for file in "$sysroot$folder"/*; do
      case $file in
        */keymaps | */trace-events-all | */edk2-* | */firmware | *.tar.gz | *.svg) ;;
        *) [ ! -f "$file" ] || printf '%s\n' "${file#"$sysroot"}" ;;
      esac
    done
  done | awk -F / '!seen[$NF]++'
}

# modules prints the emulator's modules: those in the folder that its script names, or those beside an installed
# emulator, or those of its build tree.
modules() {
  folder=$sysroot$(dirname "$program")
  named_folder=$(printf '%s\n' "$environment" | sed -n 's/^QEMU_MODULE_DIR=//p')
  {
    if [ -n "$named_folder" ]; then
      find "$sysroot$named_folder/" -maxdepth 1 -name '*.so' 2>/dev/null || :
    else
      find "$folder"/../lib*/qemu "$folder"/../lib*/*/qemu -maxdepth 1 -name '*.so' 2>/dev/null || :
      find "$folder/qemu-bundle" -path '*/qemu/*.so' 2>/dev/null || :
    fi
  } | while read -r file; do
    case $(basename "$file" .so) in
      # These access the machine's own devices, or load libraries that ldd does not see.
      hw-usb-host | hw-usb-smartcard) ;;
      # Some modules are one architecture's; the rest serve all.
      accel-*-"$architecture" | hw-*-"$architecture") printf '%s\n' "${file#"$sysroot"}" ;;
      accel-tcg-* | accel-qtest-*) ;;
      hw-s390x-*) [ "$architecture" != s390x ] || printf '%s\n' "${file#"$sysroot"}" ;;
      accel-* | hw-* | block-*) printf '%s\n' "${file#"$sysroot"}" ;;
    esac
  done
}

# shut_in has the emulator look for what the bundle lacks in a folder of it, which is empty, and not where its
# distribution has that: another QEMU's module ends it. A QEMU takes a folder of this name beside the file that the kernel
# runs, the loader if there is one, for the place where a build tree has what is to be installed.
shut_in() {
  if [ -n "$(find lib -maxdepth 1 -name 'ld*' 2>/dev/null)" ]; then
    folder=lib/qemu-bundle
  else
    folder=bin/qemu-bundle
  fi
  mkdir "$folder"
  # An empty folder would get lost on the way to a test.
  : >"$folder/nothing"
  printf 'file\t%s\n' "$folder/nothing"
}

# is_elf FILE succeeds when FILE is a program, not a script.
is_elf() {
  [ "$(head -c 4 "$sysroot$1" | tail -c 3)" = ELF ]
}

# follow_script finds the program behind the script, and how the script starts it.
follow_script() {
  launched=$(in_sysroot sh -c "$(cat "$(dirname "$0")/launched.sh")" launched.sh "$program" "$architecture")
  printf 'script\t%s\n' "$sysroot$program"
  printf '%s\n' "$launched" | grep -e '^arg	' -e '^env	' || :
  environment=$(launched_value env)
  loader=$(launched_value loader)
  path=$(launched_value path)
  program=$(launched_value program)
}

# launched_value NAME prints the values of NAME that launched.sh found, one a line.
launched_value() {
  printf '%s\n' "$launched" | sed -n "s/^$1	//p"
}

is_elf "$program" || follow_script
needed=$(libraries "$program")
# Most modules need the same libraries: each is copied once.
files | sort -u | while IFS=$(printf '\t') read -r file target; do
  copy "$file" "$target"
done
[ -z "$architecture" ] || shut_in
