// Package i2csuite has the checks of chips on an I2C bus with registers behind a pointer.
package i2csuite
