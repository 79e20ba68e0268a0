//===- PipeBuffer.cpp - Memory behind a path that is written to ---------===//

#include "compiler/Codegen/PipeBuffer.h"

#include "llvm/Support/Errno.h"
#include <fcntl.h>
#include <unistd.h>

namespace cnnc {

static llvm::SmallVector<char, 0> readToEnd(int descriptor) {
  // As much as a pipe holds.
  constexpr size_t step = 1 << 16;
  llvm::SmallVector<char, 0> contents;
  for (ssize_t count = 1; count > 0;) {
    size_t size = contents.size();
    contents.resize_for_overwrite(size + step);
    count = llvm::sys::RetryAfterSignal(-1, read, descriptor, contents.data() + size, step);
    contents.truncate(size + std::max<ssize_t>(count, 0));
  }
  close(descriptor);
  return contents;
}

llvm::Expected<PipeBuffer> PipeBuffer::create() {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) < 0) {
    std::error_code error = llvm::errnoAsErrorCode();
    return llvm::createStringError(error, "cannot make a pipe: " + error.message());
  }
  PipeBuffer buffer;
  buffer.writeEnd = ends[1];
  buffer.contents = std::async(std::launch::async, readToEnd, ends[0]);
  return buffer;
}

PipeBuffer::PipeBuffer(PipeBuffer &&other)
    : writeEnd(std::exchange(other.writeEnd, -1)), contents(std::move(other.contents)) {}

std::string PipeBuffer::getPath() const { return "/proc/self/fd/" + std::to_string(writeEnd); }

llvm::SmallVector<char, 0> PipeBuffer::take() {
  if (!contents.valid())
    return {};
  // The reader ends when nobody can write.
  close(writeEnd);
  return contents.get();
}

} // namespace cnnc
