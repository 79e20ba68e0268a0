//===- MemoryFile.cpp - Files in memory ---------------------------------===//

#include "compiler/Codegen/MemoryFile.h"

#include "compiler/Codegen/OutputFile.h"
#include "llvm/Support/Errno.h"
#include <sys/mman.h>
#include <unistd.h>

namespace cnnc {

llvm::Expected<MemoryFile> MemoryFile::create() {
  int descriptor = memfd_create("cnnc", MFD_CLOEXEC);
  if (descriptor < 0) {
    std::error_code error = llvm::errnoAsErrorCode();
    return llvm::createStringError(error, "cannot make a file in memory: " + error.message());
  }
  return MemoryFile(descriptor);
}

llvm::Expected<MemoryFile> MemoryFile::create(llvm::function_ref<llvm::Error(llvm::raw_pwrite_stream &)> write) {
  llvm::Expected<MemoryFile> file = create();
  if (file)
    if (llvm::Error error = file->write(write))
      return error;
  return file;
}

llvm::Expected<MemoryFile> MemoryFile::create(llvm::StringRef contents) {
  return create([&](llvm::raw_pwrite_stream &stream) {
    stream << contents;
    return llvm::Error::success();
  });
}

MemoryFile::~MemoryFile() {
  if (descriptor >= 0)
    close(descriptor);
}

std::string MemoryFile::getPath() const { return "/proc/self/fd/" + std::to_string(descriptor); }

llvm::Error MemoryFile::write(llvm::function_ref<llvm::Error(llvm::raw_pwrite_stream &)> write) {
  llvm::raw_fd_ostream stream(descriptor, /*shouldClose=*/false);
  llvm::Error error = write(stream);
  std::error_code failure = finishStream(stream);
  if (error || !failure)
    return error;
  // Memory has no room to run out of, but files in it fall under the limit of all files.
  llvm::StringRef reason = failure == std::errc::file_too_large ? " (the limit is ulimit -f)" : "";
  return llvm::createStringError(failure, "cannot write a file in memory: " + failure.message() + reason);
}

llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>> MemoryFile::read() const {
  auto buffer = llvm::MemoryBuffer::getFile(getPath(), /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (!buffer)
    return llvm::createStringError(buffer.getError(), "cannot read from memory: " + buffer.getError().message());
  return std::move(*buffer);
}

} // namespace cnnc
