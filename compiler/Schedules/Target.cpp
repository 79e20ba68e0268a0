//===- Target.cpp - The machines that kernels are generated for ---------===//

#include "compiler/Schedules/Target.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/TargetParser/Host.h"

using namespace llvm;

namespace cnnc {

static ArrayRef<Target> getTargets() {
  static const Target targets[] = {
      // The x86 psABI's microarchitecture levels: SSE4.2; AVX2 with multiply-add; AVX-512. Without multiply-add
      // one of 16 registers holds the product.
      {"x86-64-v2", Target::Kind::Cpu, 4, 15},
      {"x86-64-v3", Target::Kind::Cpu, 8, 16},
      {"x86-64-v4", Target::Kind::Cpu, 16, 32},
      // And AMX. Its models run on any x86-64-v4.
      {"x86-64-v4+amx", Target::Kind::Cpu, 16, 32, /*hasTiles=*/true},
      // NEON, which every 64-bit ARM processor has.
      {"aarch64", Target::Kind::Cpu, 4, 32},
      {"cuda", Target::Kind::Cuda},
      {"opencl", Target::Kind::OpenCL},
  };
  return targets;
}

/// x86-64-v2 is the least there is; what it compiles to refuses to run on less.
static StringRef getHostName() {
  StringMap<bool> features = sys::getHostCPUFeatures();
  auto has = [&](ArrayRef<StringRef> names) {
    return all_of(names, [&](StringRef feature) { return features.lookup(feature); });
  };
  if (!has({"avx2", "fma", "f16c", "bmi", "bmi2", "lzcnt", "movbe"}))
    return "x86-64-v2";
  if (!has({"avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"}))
    return "x86-64-v3";
  return has({"amx-tile", "amx-bf16"}) ? "x86-64-v4+amx" : "x86-64-v4";
}

Triple Target::getTriple() const {
  return Triple(name == "aarch64" ? "aarch64-unknown-linux-gnu" : "x86_64-unknown-linux-gnu");
}

Expected<Target> Target::parse(StringRef name) {
  StringRef resolved = name == "host" ? getHostName() : name;
  ArrayRef<Target> targets = getTargets();
  const Target *target = find_if(targets, [&](const Target &target) { return target.name == resolved; });
  if (target != targets.end())
    return *target;
  std::string names = "host";
  for (const Target &other : targets.drop_back())
    names += ", " + other.name;
  return createStringError("unknown target '" + resolved + "'; expected " + names + " or " + targets.back().name);
}

std::vector<Target> Target::getCpuTargets() {
  std::vector<Target> result;
  copy_if(getTargets(), std::back_inserter(result),
          [](const Target &target) { return !target.isGpu() && !target.hasTiles; });
  return result;
}

} // namespace cnnc
