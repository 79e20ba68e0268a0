//===- Processor.cpp - What this processor can execute --------------------===//
//
// CPUID is read here, because the compiler's __builtin_cpu_supports needs a
// support library that a model is not linked with.
//
//===----------------------------------------------------------------------===//

#include "runtime/embedded/Processor.h"
#include "runtime/embedded/HalideInterface.h"

#include <cstring>

using namespace cnn::runtime::embedded;

#if defined(__x86_64__)
#include <cpuid.h>

namespace {

/// The feature registers; zero where the processor has no such leaf.
struct Registers {
  unsigned leaf1c = 0, leaf7b = 0, leaf7c = 0, leaf71a = 0, extendedC = 0;
  bool savesAVX = false, savesAVX512 = false; ///< the system keeps those registers

  Registers() {
    unsigned a, b, c, d;
    if (__get_cpuid(1, &a, &b, &c, &d))
      leaf1c = c;
    if (__get_cpuid_count(7, 0, &a, &b, &c, &d)) {
      leaf7b = b;
      leaf7c = c;
      if (a >= 1 && __get_cpuid_count(7, 1, &a, &b, &c, &d))
        leaf71a = a;
    }
    if (__get_cpuid(0x80000001, &a, &b, &c, &d))
      extendedC = c;
    if (leaf1c & bit_OSXSAVE) {
      unsigned low, high;
      asm volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
      savesAVX = (low & 0x06) == 0x06;    // xmm, ymm
      savesAVX512 = (low & 0xE6) == 0xE6; // and k, upper zmm, zmm16 to 31
    }
  }

  bool has(HalideFeature feature) const {
    auto all = [](unsigned value, unsigned bits) { return (value & bits) == bits; };
    auto avx512 = [&](unsigned b, unsigned c) {
      return savesAVX512 && all(leaf7b, b | bit_AVX512F) && all(leaf7c, c);
    };
    constexpr unsigned skylake = bit_AVX512CD | bit_AVX512VL | bit_AVX512BW | bit_AVX512DQ;
    constexpr unsigned cannonLake = skylake | bit_AVX512IFMA;
    constexpr unsigned zen4 =
        bit_AVX512VBMI | bit_AVX512VBMI2 | bit_AVX512VNNI | bit_AVX512BITALG | bit_AVX512VPOPCNTDQ;
    constexpr unsigned bfloat16 = 1u << 5, avxVNNI = 1u << 4; // leaf 7.1, EAX
    switch (feature) {
    case featureSSE41: return all(leaf1c, bit_SSE4_1);
    case featureAVX: return savesAVX && all(leaf1c, bit_AVX);
    case featureAVX2: return savesAVX && all(leaf7b, bit_AVX2);
    case featureAVXVNNI: return savesAVX && all(leaf71a, avxVNNI);
    case featureFMA: return savesAVX && all(leaf1c, bit_FMA);
    case featureFMA4: return savesAVX && all(extendedC, bit_FMA4);
    case featureF16C: return savesAVX && all(leaf1c, bit_F16C);
    case featureAVX512: return avx512(bit_AVX512CD, 0);
    case featureAVX512KnightsLanding: return avx512(bit_AVX512CD | bit_AVX512ER | bit_AVX512PF, 0);
    case featureAVX512Skylake: return avx512(skylake, 0);
    case featureAVX512CannonLake: return avx512(cannonLake, bit_AVX512VBMI);
    case featureAVX512Zen4:
    case featureAVX512Zen5:
      return avx512(cannonLake, zen4) && all(leaf71a, bfloat16) &&
             (feature == featureAVX512Zen4 || all(leaf71a, avxVNNI));
    case featureAVX512SapphireRapids:
      return avx512(cannonLake, zen4) && all(leaf71a, bfloat16 | avxVNNI);
    }
    return true;
  }

  /// Levels of the x86-64 psABI: each includes those below it.
  bool hasLevel(int level) const {
    constexpr unsigned level2 = bit_SSE3 | bit_SSSE3 | bit_SSE4_1 | bit_SSE4_2 | bit_POPCNT;
    if (level >= 2 && (leaf1c & level2) != level2)
      return false;
    if (level >= 3 &&
        !(has(featureAVX2) && has(featureFMA) && has(featureF16C) && (leaf7b & bit_BMI) &&
          (leaf7b & bit_BMI2) && (leaf1c & bit_MOVBE) && (extendedC & bit_LZCNT)))
      return false;
    return level < 4 || has(featureAVX512Skylake);
  }
};

} // namespace

bool cnn::runtime::embedded::processorRuns(const char *target) {
  constexpr const char *prefix = "x86-64-v";
  if (!target || strncmp(target, prefix, strlen(prefix)) != 0)
    return true;
  int level = target[strlen(prefix)] - '0';
  return level < 1 || level > 4 || Registers().hasLevel(level);
}

int halide_can_use_target_features(int count, const uint64_t *features) {
  Registers registers;
  constexpr HalideFeature known[] = {
      featureSSE41, featureAVX, featureAVX2, featureAVXVNNI, featureFMA, featureFMA4, featureF16C,
      featureAVX512, featureAVX512KnightsLanding, featureAVX512Skylake, featureAVX512CannonLake,
      featureAVX512Zen4, featureAVX512Zen5, featureAVX512SapphireRapids};
  for (HalideFeature feature : known)
    if (int(feature / 64) < count && (features[feature / 64] >> (feature % 64) & 1) &&
        !registers.has(feature))
      return 0;
  return 1;
}

#else

bool cnn::runtime::embedded::processorRuns(const char *) { return true; }

int halide_can_use_target_features(int, const uint64_t *) { return 1; }

#endif
