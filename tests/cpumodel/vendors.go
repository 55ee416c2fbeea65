package cpumodel

// Vendors as CPUID reports them.
const (
	intel = "GenuineIntel"
	amd   = "AuthenticAMD"
	hygon = "HygonGenuine"
)

// signaturesByName are from Intel's table (Intel SDM, volume 4, table 2-1 "CPUID Signature Values
// of DisplayFamily_DisplayModel") and AMD's revision guides and processor programming references.
func signaturesByName() map[string]signature {
	return map[string]signature{
		"486":                {intel, 4, 8},
		"pentium":            {intel, 5, 4},
		"pentium2":           {intel, 6, 5},
		"pentium3":           {intel, 6, 7},
		"coreduo":            {intel, 6, 0x0e},
		"core2duo":           {intel, 6, 0x0f},
		"n270":               {intel, 6, 0x1c},
		"Conroe":             {intel, 6, 0x0f},
		"Penryn":             {intel, 6, 0x17},
		"Nehalem":            {intel, 6, 0x1a},
		"Westmere":           {intel, 6, 0x2c},
		"SandyBridge":        {intel, 6, 0x2a},
		"IvyBridge":          {intel, 6, 0x3a},
		"Haswell":            {intel, 6, 0x3c},
		"Broadwell":          {intel, 6, 0x3d},
		"Skylake-Client":     {intel, 6, 0x5e},
		"Skylake-Server":     {intel, 6, 0x55},
		"Cascadelake-Server": {intel, 6, 0x55},
		"Cooperlake":         {intel, 6, 0x55},
		"Icelake-Server":     {intel, 6, 0x6a},
		"SapphireRapids":     {intel, 6, 0x8f},
		"GraniteRapids":      {intel, 6, 0xad},
		"SierraForest":       {intel, 6, 0xaf},
		"ClearwaterForest":   {intel, 6, 0xdd},
		"Denverton":          {intel, 6, 0x5f},
		"Snowridge":          {intel, 6, 0x86},
		"KnightsMill":        {intel, 6, 0x85},
		"phenom":             {amd, 0x10, 2},
		"Opteron_G4":         {amd, 0x15, 1},
		"Opteron_G5":         {amd, 0x15, 2},
		"EPYC":               {amd, 0x17, 0x01},
		"EPYC-Rome":          {amd, 0x17, 0x31},
		"EPYC-Milan":         {amd, 0x19, 0x01},
		"EPYC-Genoa":         {amd, 0x19, 0x11},
		"Dhyana":             {hygon, 0x18, 0x00},
	}
}

// generation are features of a generation of processors.
type generation struct {
	has   []string // all of its models
	lacks []string // came with a later one
}

// generationsByName are from Intel's manuals (Intel SDM, volume 1, sections 5.1.1 "Core" and
// 5.6 to 5.22, and Intel Architecture Instruction Set Extensions Programming Reference, section 1.2,
// table 1-1) and AMD's processor programming references.
func generationsByName() map[string]generation {
	return map[string]generation{
		"Conroe":             {[]string{"ssse3", "lm"}, []string{"sse4.1", "sse4.2", "avx"}},
		"Penryn":             {[]string{"ssse3", "sse4.1"}, []string{"sse4.2", "popcnt", "avx"}},
		"Nehalem":            {[]string{"sse4.2", "popcnt"}, []string{"aes", "pclmulqdq", "avx"}},
		"Westmere":           {[]string{"sse4.2", "aes"}, []string{"avx"}},
		"SandyBridge":        {[]string{"avx", "xsave", "aes", "pclmulqdq", "tsc-deadline"}, []string{"f16c", "rdrand", "avx2"}},
		"IvyBridge":          {[]string{"avx", "f16c", "rdrand", "fsgsbase", "smep", "erms"}, []string{"avx2", "fma", "bmi1"}},
		"Haswell":            {[]string{"avx2", "fma", "bmi1", "bmi2", "movbe", "invpcid", "abm"}, []string{"adx", "rdseed", "smap"}},
		"Broadwell":          {[]string{"avx2", "adx", "rdseed", "smap", "3dnowprefetch"}, []string{"clflushopt", "xsavec", "avx512f"}},
		"Skylake-Client":     {[]string{"avx2", "adx", "xsavec", "xgetbv1"}, []string{"avx512f", "pku"}},
		"Skylake-Server":     {[]string{"avx512f", "avx512dq", "avx512bw", "avx512cd", "avx512vl", "pku", "clwb"}, []string{"avx512vnni", "sha-ni"}},
		"Cascadelake-Server": {[]string{"avx512f", "avx512vnni"}, []string{"avx512-bf16", "sha-ni", "vaes"}},
		"Cooperlake":         {[]string{"avx512vnni", "avx512-bf16"}, []string{"vaes", "gfni", "amx-tile"}},
		"Icelake-Server":     {[]string{"avx512vnni", "avx512vbmi", "avx512vbmi2", "avx512bitalg", "vaes", "vpclmulqdq", "gfni", "la57"}, []string{"avx512-bf16", "amx-tile"}},
		"SapphireRapids":     {[]string{"amx-tile", "amx-int8", "amx-bf16", "avx512-fp16", "avx512-bf16", "avx-vnni", "serialize", "la57"}, []string{"amx-fp16", "prefetchiti"}},
		"GraniteRapids":      {[]string{"amx-tile", "amx-fp16", "prefetchiti", "avx512-fp16"}, []string{"amx-complex"}},
		"SierraForest":       {[]string{"avx2", "avx-vnni", "avx-ifma", "avx-vnni-int8", "avx-ne-convert", "cmpccxadd"}, []string{"avx512f", "amx-tile"}},
		"KnightsMill":        {[]string{"avx512f", "avx512er", "avx512pf", "avx512cd", "avx512-4vnniw", "avx512-4fmaps"}, []string{"avx512vl", "avx512bw"}},
		"Denverton":          {[]string{"sha-ni", "aes", "rdseed"}, []string{"avx"}},
		"Snowridge":          {[]string{"sha-ni", "gfni", "movdiri", "movdir64b", "cldemote"}, []string{"avx"}},
		"Opteron_G3":         {[]string{"sse4a", "abm", "popcnt"}, []string{"avx", "aes"}},
		"Opteron_G4":         {[]string{"avx", "xop", "fma4", "aes"}, []string{"f16c", "fma", "tbm"}},
		"Opteron_G5":         {[]string{"avx", "xop", "fma4", "fma", "f16c", "tbm"}, []string{"avx2", "bmi2"}},
		"EPYC":               {[]string{"avx2", "sha-ni", "bmi2", "rdseed", "svm", "npt"}, []string{"xop", "fma4", "clwb", "wbnoinvd", "pku"}},
		"EPYC-Rome":          {[]string{"avx2", "clwb", "wbnoinvd", "rdpid", "umip", "clzero"}, []string{"pku", "avx512f"}},
		"EPYC-Milan":         {[]string{"avx2", "clwb", "pku", "erms", "fsrm", "invpcid"}, []string{"avx512f"}},
		"EPYC-Genoa":         {[]string{"avx512f", "avx512bw", "avx512vl", "avx512vnni", "avx512-bf16", "avx512vbmi", "gfni", "la57"}, []string{"avx-vnni", "amx-tile"}},
	}
}

// needed are features that need another one (Intel SDM, volume 1, sections 13 to 16 and volume 2,
// "CPUID"; AMD64 APM, volume 3, appendix D).
var needed = map[string]string{
	"sse": "fxsr", "sse2": "sse", "pni": "sse2", "ssse3": "pni", "sse4.1": "ssse3", "sse4.2": "sse4.1", "sse4a": "pni",
	"aes": "sse2", "pclmulqdq": "sse2", "sha-ni": "sse2", "gfni": "sse2",
	"avx": "xsave", "avx2": "avx", "fma": "avx", "f16c": "avx", "xop": "avx", "fma4": "avx", "vaes": "avx", "vpclmulqdq": "avx",
	"avx-vnni": "avx2", "avx-ifma": "avx2", "avx-vnni-int8": "avx2", "avx-ne-convert": "avx2",
	"avx512f": "avx2", "avx512dq": "avx512f", "avx512bw": "avx512f", "avx512cd": "avx512f", "avx512vl": "avx512f",
	"avx512ifma": "avx512f", "avx512vbmi": "avx512bw", "avx512vbmi2": "avx512bw", "avx512vnni": "avx512f",
	"avx512bitalg": "avx512bw", "avx512-vpopcntdq": "avx512f", "avx512-bf16": "avx512bw", "avx512-fp16": "avx512bw",
	"xsaveopt": "xsave", "xsavec": "xsave", "xgetbv1": "xsave", "xsaves": "xsavec", "pku": "xsave", "mpx": "xsave",
	"amx-tile": "xsave", "amx-int8": "amx-tile", "amx-bf16": "amx-tile", "amx-fp16": "amx-tile", "amx-complex": "amx-tile",
	"lm": "pae", "la57": "lm", "invpcid": "pcid", "pcid": "lm", "x2apic": "apic", "tsc-deadline": "apic",
	"3dnow": "mmx", "3dnowext": "3dnow", "mmxext": "mmx", "svm": "lm", "npt": "svm", "nrip-save": "svm", "vgif": "svm",
	"v-vmsave-vmload": "svm", "pause-filter": "svm", "pfthreshold": "pause-filter",
}

// basicLeaf has the basic leaf of a feature.
var basicLeaf = map[string]uint64{
	"sse2": 1, "avx": 1,
	"fsgsbase": 7, "bmi1": 7, "avx2": 7, "smep": 7, "erms": 7, "rtm": 7, "rdseed": 7, "avx512f": 7, "sha-ni": 7, "umip": 7,
	"pku": 7, "la57": 7, "gfni": 7, "spec-ctrl": 7, "arch-capabilities": 7, "amx-tile": 0x1d, "avx512-bf16": 7,
	"xsave": 0xd, "xsavec": 0xd, "xsaves": 0xd, "avx10": 0x24,
}

// extendedLeaf has the extended leaf of a feature.
var extendedLeaf = map[string]uint64{
	"lm": 0x8000_0001, "nx": 0x8000_0001, "svm": 0x8000_000a, "npt": 0x8000_000a, "ibpb": 0x8000_0008, "clzero": 0x8000_0008,
	"invtsc": 0x8000_0007, "topoext": 0x8000_001e, "null-sel-clr-base": 0x8000_0021, "perfmon-v2": 0x8000_0022,
}
