package usbkbd

// QEMU 11.1 differs from the specification as follows. The tests leave out only these
// points:
//
//   - Some keys are reported twice: each of their reports follows a copy of the previous
//     report, although nothing has changed and the idle rate is 0 ([repeated]; HID, section
//     7.2.4 "Set_Idle Request": "only reporting when a change is detected").
//   - The key Pause stays down forever once pressed. No test presses it.

// repeated are the keys that are reported twice: those with a prefix in the scan codes
// of a PC.
func repeated() []string {
	return []string{
		"alt_r", "ctrl_r", "delete", "down", "home", "insert", "kp_enter", "left", "meta_l", "meta_r", "right", "up",
	}
}
