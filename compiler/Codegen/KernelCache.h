//===- KernelCache.h - Compiled kernels on disk -------------------------===//

#ifndef CNNC_COMPILER_CODEGEN_KERNELCACHE_H
#define CNNC_COMPILER_CODEGEN_KERNELCACHE_H

#include "compiler/Codegen/KernelCompiler.h"

namespace cnnc {

/// A directory of compiled kernels, each under the digest of everything that decides its code. Several
/// processes may use it at the same time. A file that is damaged is as good as none; a cache that cannot be
/// written costs time and no more.
class KernelCache {
public:
  /// Keeps nothing.
  KernelCache() = default;
  explicit KernelCache(llvm::StringRef directory) : directory(directory) {}

  /// $CNNC_CACHE, else $XDG_CACHE_HOME/cnnc, else ~/.cache/cnnc; empty if there is no home.
  static std::string getDefaultDirectory();

  /// The kernel's code, or nothing.
  std::optional<std::string> find(llvm::StringRef digest, KernelForm form) const;
  void insert(llvm::StringRef digest, KernelForm form, llvm::StringRef code) const;

private:
  llvm::SmallString<128> getPath(llvm::StringRef digest, KernelForm form) const;

  std::string directory;
};

} // namespace cnnc

#endif
