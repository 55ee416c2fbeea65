#!/usr/bin/env bash
# A QEMU with the answers for the tests of reproduce.sh.
while (($#)); do
  [[ $1 == -qmp ]] && pipe=${2#pipe:}
  [[ $1 == -fail ]] && { echo "no such option" >&2; exit 1; }
  [[ $1 == -check ]] && [[ $(cksum <"$2") != "$3" ]] && { echo "wrong $2" >&2; exit 1; }
  shift
done
exec 3<>"$pipe.in" 4<>"$pipe.out"
printf '{"QMP": {"version": {}, "capabilities": []}}\n' >&4
# QMP is served as long as this script lives.
while kill -0 $$ 2>/dev/null; do
  IFS= read -r -t 1 line <&3 || continue
  case $line in
    *'"system_reset"'*) printf '{"timestamp": {"seconds": 1, "microseconds": 2}, "event": "RESET", "data": {}}\n{"return": {}, "id": 2}\n' ;;
    *'"device_del"'*) printf '{"error": {"class": "DeviceNotFound", "desc": "no"}, "id": 3}\n' ;;
    *) printf '{"return": {}, "id": 1}\n' ;;
  esac >&4
done >/dev/null 2>&1 &
asked=0
while IFS= read -r line; do
  case $line in
    'readl 0x10') printf 'IRQ raise 5\nOK 0x0000000000000001\n' ;;
    'readl 0xdead') exit 3 ;;
    'readl 0xcrash') kill -ABRT $$ ;;
    'readl 0xhang') ;;
    'writel 0x50 0x1') printf 'OK\nIRQ raise 7\nIRQ lower 7\n' ;;
    'b64read 0x20 0x3' | 'readl 0x60') ((++asked < 4)) && echo 'OK AAAA' || echo 'OK ZG9u' ;;
    'b64read 0x30 0x3') echo 'OK AAAA' ;;
    'b64read 0x40 '*) printf 'OK %0800d\n' 0 | tr 0 A ;;
    *) echo OK ;;
  esac
done
