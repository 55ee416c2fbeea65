// Package npcmgpio is the guest's side of the general purpose input/output of Nuvoton's BMC chips NPCM7xx and NPCM8xx: eight
// banks of 32 pins, each an input that may interrupt or an output.
//
// Their data sheets are not published. Names, offsets and use of the registers are those of the Linux kernel,
// drivers/pinctrl/nuvoton/pinctrl-npcm7xx.c and Documentation/devicetree/bindings/pinctrl/nuvoton,npcm7xx-pinctrl.txt. The two
// values that unlock a bank are those of QEMU 11.1 (hw/gpio/npcm7xx_gpio.c); no other public text has them.
//
//	err := bank.Unlock(ctx)
//	err = npcmgpio.OutputSet.Write(ctx, bank.Regs, 1<<3)
//	err = npcmgpio.EnableSet.Write(ctx, bank.Regs, 1<<3)
//
// Typical path:
//
//	arm/npcm750-evb → npcm7xx-gpio → npcm7xx_gpio-tests/registers
package npcmgpio
