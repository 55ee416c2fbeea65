// Package pl022 tests ARM's serial port PL022 (see libqos/board/pl022 for the hardware), whose
// frames are looped back. Each path ends in one of
//
//	… → pl022 → pl022-tests/registers
//	… → pl022 → pl022-tests/loopback
//	… → pl022 → pl022-tests/migrate
package pl022
