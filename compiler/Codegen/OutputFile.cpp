//===- OutputFile.cpp - Files that are whole or not there ---------------===//

#include "compiler/Codegen/OutputFile.h"

#include "llvm/Support/Errno.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include <sys/mman.h>
#include <unistd.h>

namespace cnnc {

static llvm::Error makeError(llvm::StringRef path, std::error_code error) {
  return llvm::createStringError(error, llvm::Twine("cannot write '") + path + "': " + error.message());
}

/// Whether `path` can only be written to, not replaced: the standard output, a device, a pipe.
static bool isStream(llvm::StringRef path) {
  llvm::sys::fs::file_status status;
  return path == "-" || (!llvm::sys::fs::status(path, status) && llvm::sys::fs::is_other(status));
}

llvm::Error writeFile(llvm::StringRef path, llvm::function_ref<void(llvm::raw_ostream &)> write, bool executable) {
  if (path == "-") {
    write(llvm::outs());
    llvm::outs().flush();
    if (llvm::outs().has_error()) {
      std::error_code error = llvm::outs().error();
      llvm::outs().clear_error();
      return makeError("standard output", error);
    }
    return llvm::Error::success();
  }
  // Devices (/dev/null, a pipe) cannot be renamed onto.
  if (isStream(path)) {
    std::error_code error;
    llvm::raw_fd_ostream stream(path, error);
    if (error)
      return makeError(path, error);
    write(stream);
    stream.flush();
    error = stream.error();
    stream.clear_error();
    return error ? makeError(path, error) : llvm::Error::success();
  }
  if (llvm::sys::fs::is_directory(path))
    return makeError(path, std::make_error_code(std::errc::is_a_directory));

  namespace fs = llvm::sys::fs;
  unsigned mode = fs::all_read | fs::owner_write | (executable ? fs::all_exe : fs::no_perms);
  llvm::Expected<fs::TempFile> file = fs::TempFile::create(path + ".%%%%%%", mode);
  if (!file)
    return makeError(path, llvm::errorToErrorCode(file.takeError()));
  std::error_code error;
  {
    llvm::raw_fd_ostream stream(file->FD, /*shouldClose=*/false);
    write(stream);
    stream.flush();
    error = stream.error();
    stream.clear_error();
  }
  if (error) {
    llvm::consumeError(file->discard());
    return makeError(path, error);
  }
  if (llvm::Error failure = file->keep(path))
    return makeError(path, llvm::errorToErrorCode(std::move(failure)));
  return llvm::Error::success();
}

llvm::Error produceFile(llvm::StringRef path, llvm::function_ref<llvm::Error(llvm::StringRef)> produce,
                        bool executable) {
  namespace fs = llvm::sys::fs;
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
