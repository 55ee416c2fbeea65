// Package dualtimer tests ARM's dual timers (see libqos/device/clock/dualtimer for the hardware) by
// QEMU's virtual clock. The names of the design kit's are those of QEMU's cmsdk-apb-dualtimer-test. Each path
// ends in one of
//
//	… → sp804 → sp804-tests/registers
//	… → sp804 → sp804-tests/modes
//	… → sp804 → sp804-tests/prescale
//	… → cmsdk-apb-dualtimer → cmsdk-apb-dualtimer-tests/registers
//	… → cmsdk-apb-dualtimer → cmsdk-apb-dualtimer-tests/dualtimer
//	… → cmsdk-apb-dualtimer → cmsdk-apb-dualtimer-tests/prescale
package dualtimer
