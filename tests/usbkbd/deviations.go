package usbkbd

// QEMU 11.1 differs from the specification as follows. The tests leave out what is listed
// here, and nothing else:
//
//   - Some keys are told of twice: before each of their reports comes the one before
//     again, although nothing has changed and the idle rate is 0 ([repeated]; HID, section
//     7.2.4 "Set_Idle Request": "only reporting when a change is detected").
//   - The key Pause stays down for good once it was pressed. No test presses it.

// repeated has the keys that are told of twice: those with a prefix in the scan codes of
// a PC.
func repeated() []string {
	return []string{
		"alt_r", "ctrl_r", "delete", "down", "home", "insert", "kp_enter", "left", "meta_l", "meta_r", "right", "up",
	}
}
