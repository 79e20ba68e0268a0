//===- PipeBuffer.h - Memory behind a path that is written to -----------===//

#ifndef CNNC_COMPILER_CODEGEN_PIPEBUFFER_H
#define CNNC_COMPILER_CODEGEN_PIPEBUFFER_H

#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/Error.h"
#include <future>
#include <string>

namespace cnnc {

/// Collects what is written, front to back, to the path of a pipe. A pipe cannot be full for want of a disk,
/// has no limit of its size, and nobody maps it.
class PipeBuffer {
public:
  static llvm::Expected<PipeBuffer> create();
  PipeBuffer(PipeBuffer &&other);
  ~PipeBuffer() { take(); }

  std::string getPath() const;
  /// Everything that was written; no more can be.
  llvm::SmallVector<char, 0> take();

private:
  PipeBuffer() = default;

  int writeEnd = -1;
  std::future<llvm::SmallVector<char, 0>> contents;
};

} // namespace cnnc

#endif
