// Package scsisuite has the checks that every direct access block device on SCSI must
// pass, over any transport (SPC-4, SBC-3; see package scsi).
//
//	drive, err := block.OpenImage(t.Env, "disk", 4096)
//	scsisuite.Ready(t, lu)
//	scsisuite.Medium(t, lu, drive)
//	scsisuite.Transfers(t, lu, drive)
package scsisuite
