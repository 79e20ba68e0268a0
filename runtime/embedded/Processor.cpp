//===- Processor.cpp - What this processor can execute --------------------===//
//
// CPUID is read here, because the compiler's __builtin_cpu_supports needs a
// support library that a model is not linked with.
//
//===----------------------------------------------------------------------===//

#include "runtime/embedded/Processor.h"

#include "runtime/embedded/EmbeddedModel.h"

#include <cstring>

#if defined(__x86_64__)
#include <cpuid.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace {

/// The feature registers; zero where the processor has no such leaf.
struct Registers {
  unsigned leaf1c = 0, leaf7b = 0, extendedC = 0;
  bool savesAVX = false, savesAVX512 = false; ///< the system keeps those registers

  Registers() {
    unsigned a, b, c, d;
    if (__get_cpuid(1, &a, &b, &c, &d))
      leaf1c = c;
    if (__get_cpuid_count(7, 0, &a, &b, &c, &d))
      leaf7b = b;
    if (__get_cpuid(0x80000001, &a, &b, &c, &d))
      extendedC = c;
    if (leaf1c & bit_OSXSAVE) {
      unsigned low, high;
      asm volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
      savesAVX = (low & 0x06) == 0x06;    // xmm, ymm
      savesAVX512 = (low & 0xE6) == 0xE6; // and k, upper zmm, zmm16 to 31
    }
  }

  /// Levels of the x86-64 psABI: each includes those below it.
  bool hasLevel(int level) const {
    auto all = [](unsigned value, unsigned bits) { return (value & bits) == bits; };
    if (level >= 2 &&
        !all(leaf1c, bit_SSE3 | bit_SSSE3 | bit_SSE4_1 | bit_SSE4_2 | bit_POPCNT))
      return false;
    if (level >= 3 && !(savesAVX && all(leaf1c, bit_AVX | bit_FMA | bit_F16C | bit_MOVBE) &&
                        all(leaf7b, bit_AVX2 | bit_BMI | bit_BMI2) && all(extendedC, bit_LZCNT)))
      return false;
    return level < 4 || (savesAVX512 && all(leaf7b, bit_AVX512F | bit_AVX512CD | bit_AVX512VL |
                                                        bit_AVX512BW | bit_AVX512DQ));
  }
};

/// Tiles of bf16. Their state is large, so a process asks the system before it uses them; it grants them where the
/// processor has them. Every one that has tiles multiplies bf16.
bool getTiles() {
  constexpr long requestPermission = 0x1023, tileData = 18; // ARCH_REQ_XCOMP_PERM, XFEATURE_XTILEDATA
  return syscall(SYS_arch_prctl, requestPermission, tileData) == 0;
}

} // namespace

bool cnn::runtime::embedded::processorRuns(const char *target) {
  constexpr const char *prefix = "x86-64-v";
  if (!target || strncmp(target, prefix, strlen(prefix)) != 0)
    return true;
  int level = target[strlen(prefix)] - '0';
  if (level < 1 || level > 4)
    return true;
  Registers registers;
  bool wantsTiles = strcmp(target + strlen(prefix) + 1, "+amx") == 0;
  return registers.hasLevel(level) && (!wantsTiles || getTiles());
}

#else

bool cnn::runtime::embedded::processorRuns(const char *) { return true; }

#endif

const cnn_model *cnn_embedded_get_usable(const cnn_model *model) {
  if (!model || model->abi_version != CNN_MODEL_ABI_VERSION || !model->fallback)
    return model;
  return cnn::runtime::embedded::processorRuns(model->target) ? model : model->fallback;
}
