// Package scsi is SCSI over any transport: command descriptor blocks, statuses,
// sense data, and the data of INQUIRY and READ CAPACITY.
//
// It follows the T10 standards SAM-5 (SCSI Architecture Model), SPC-4 (SCSI Primary
// Commands) and SBC-3 (SCSI Block Commands); sections and names are those of the
// standards. A transport implements [Target]:
//
//	lu := ufs.LogicalUnit{…}                          // a Target
//	capacity, err := scsi.Capacity(ctx, lu)
//	err = scsi.Write(ctx, lu, 8, capacity.BlockSize, data)
//	_, err = scsi.Do(ctx, lu, scsi.Read10(1<<31, 1, 4096), nil)
//	errors.Is(err, scsi.LBAOutOfRange)                // true
package scsi
