// Package cmsdk ties the APB UART of Arm's Cortex-M System Design Kit to the tests of serial
// ports (see libqos/device/serial/cmsdk for the hardware). Typical path:
//
//	arm/mps2-an385 → cmsdk-apb-uart → uart → uart-tests/characters
package cmsdk
