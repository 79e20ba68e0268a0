//===- OutputFile.cpp - Files that are whole or not there ---------------===//

#include "compiler/Codegen/OutputFile.h"

#include "llvm/Support/Errno.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include <sys/mman.h>
#include <unistd.h>

namespace cnnc {

namespace fs = llvm::sys::fs;

static llvm::Error makeError(llvm::StringRef path, std::error_code error) {
  llvm::StringRef place = path == "-" ? llvm::StringRef("standard output") : path;
  return llvm::createStringError(error, llvm::Twine("cannot write '") + place + "': " + error.message());
}

/// Whether `path` can only be written to, not replaced: the standard output, a device, a pipe.
static bool isStream(llvm::StringRef path) {
  fs::file_status status;
  return path == "-" || (!fs::status(path, status) && fs::is_other(status));
}

/// Writes where `path` is, whatever is there before. The error is about `named`, the file that it is for.
static llvm::Error writeInPlace(llvm::StringRef path, llvm::StringRef named,
                                llvm::function_ref<void(llvm::raw_ostream &)> write) {
  std::error_code error;
  llvm::raw_fd_ostream stream(path, error);
  if (!error) {
    write(stream);
    path == "-" ? stream.flush() : stream.close();
    error = stream.error();
    stream.clear_error();
  }
  return error ? makeError(named, error) : llvm::Error::success();
}

llvm::Error writeFile(llvm::StringRef path, llvm::function_ref<void(llvm::raw_ostream &)> write, bool executable) {
  if (isStream(path))
    return writeInPlace(path, path, write);
  return produceFile(
      path, [&](llvm::StringRef beside) { return writeInPlace(beside, path, write); }, executable);
}

llvm::Error produceFile(llvm::StringRef path, llvm::function_ref<llvm::Error(llvm::StringRef)> produce,
                        bool executable) {
  if (fs::is_directory(path))
    return makeError(path, std::make_error_code(std::errc::is_a_directory));
  llvm::SmallString<128> model(path);
  if (isStream(path)) {
    llvm::sys::path::system_temp_directory(/*ErasedOnReboot=*/true, model);
    llvm::sys::path::append(model, "cnnc");
  }
  model += ".%%%%%%";
  unsigned mode = fs::all_read | fs::owner_write | (executable ? fs::all_exe : fs::no_perms);
  llvm::Expected<fs::TempFile> file = fs::TempFile::create(model, mode);
  if (!file)
    return makeError(path, llvm::errorToErrorCode(file.takeError()));

  llvm::Error failure = produce(file->TmpName);
  if (!failure && isStream(path)) {
    auto buffer = llvm::MemoryBuffer::getFile(file->TmpName, /*IsText=*/false, /*RequiresNullTerminator=*/false);
    failure = buffer ? writeFile(path, [&](llvm::raw_ostream &stream) { stream << (*buffer)->getBuffer(); })
                     : makeError(path, buffer.getError());
  } else if (!failure) {
    // The producer may have put a file of its own there, with its own mode.
    fs::setPermissions(file->TmpName, static_cast<fs::perms>(mode & ~fs::getUmask()));
    if (llvm::Error error = file->keep(path))
      return makeError(path, llvm::errorToErrorCode(std::move(error)));
    return llvm::Error::success();
  }
  llvm::consumeError(file->discard());
  return failure;
}

llvm::Expected<MemoryFile> MemoryFile::create() {
  int descriptor = memfd_create("cnnc", MFD_CLOEXEC);
  if (descriptor < 0) {
    std::error_code error = llvm::errnoAsErrorCode();
    return llvm::createStringError(error, "cannot make a file in memory: " + error.message());
  }
  return MemoryFile(descriptor);
}

MemoryFile::~MemoryFile() {
  if (descriptor >= 0)
    close(descriptor);
}

std::string MemoryFile::getPath() const { return "/proc/self/fd/" + std::to_string(descriptor); }

llvm::Error MemoryFile::write(llvm::function_ref<llvm::Error(llvm::raw_pwrite_stream &)> write) {
  llvm::raw_fd_ostream stream(descriptor, /*shouldClose=*/false);
  llvm::Error error = write(stream);
  stream.flush();
  std::error_code failure = stream.error();
  stream.clear_error();
  if (error || !failure)
    return error;
  return llvm::createStringError(failure, "cannot write to memory: " + failure.message());
}

llvm::Error MemoryFile::write(llvm::StringRef contents) {
  return write([&](llvm::raw_pwrite_stream &stream) {
    stream << contents;
    return llvm::Error::success();
  });
}

} // namespace cnnc
