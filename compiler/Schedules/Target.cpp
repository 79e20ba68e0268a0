//===- Target.cpp - The machines that kernels are generated for ---------===//

#include "compiler/Schedules/Target.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/TargetParser/Host.h"

using namespace llvm;

namespace cnnc {

static std::string getHostName() {
  StringMap<bool> features = sys::getHostCPUFeatures();
  bool avx512 = all_of(ArrayRef<StringRef>{"avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"},
                       [&](StringRef feature) { return features.lookup(feature); });
  return avx512 ? "x86-64-v4" : "x86-64-v3";
}

Expected<Target> Target::parse(StringRef name) {
  std::string resolved = name == "host" ? getHostName() : name.str();
  Target target;
  target.name = resolved;
  if (resolved == "x86-64-v4") {
    target.vectorFloats = 16;
    target.vectorRegisters = 32;
  } else if (resolved == "cuda") {
    target.kind = Kind::Cuda;
  } else if (resolved == "opencl") {
    target.kind = Kind::OpenCL;
  } else if (resolved != "x86-64-v3") {
    return createStringError("unknown target '%s'; expected host, x86-64-v3, x86-64-v4, cuda or opencl",
                             resolved.c_str());
  }
  return target;
}

} // namespace cnnc
