//===- KernelCache.cpp - Compiled kernels on disk -----------------------===//

#include "compiler/Codegen/KernelCache.h"

#include "compiler/Codegen/OutputFile.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/SHA256.h"

using namespace mlir;

namespace cnnc {

/// An entry is this line, the SHA-256 of the code, and the code.
static constexpr llvm::StringLiteral magic = "cnnc kernel 1\n";
static constexpr size_t headBytes = magic.size() + 32;

static std::array<uint8_t, 32> hash(StringRef code) {
  return llvm::SHA256::hash(ArrayRef(reinterpret_cast<const uint8_t *>(code.data()), code.size()));
}

std::string KernelCache::getDefaultDirectory() {
  if (const char *directory = std::getenv("CNNC_CACHE"))
    return directory;
  SmallString<128> path;
  if (const char *directory = std::getenv("XDG_CACHE_HOME"); directory && *directory)
    path = directory;
  else if (llvm::sys::path::home_directory(path))
    llvm::sys::path::append(path, ".cache");
  else
    return "";
  llvm::sys::path::append(path, "cnnc");
  return path.str().str();
}

SmallString<128> KernelCache::getPath(StringRef digest, KernelForm form) const {
  StringRef extension = form == KernelForm::Object         ? ".o"
                        : form == KernelForm::Assembly     ? ".s"
                        : form == KernelForm::LLVMAssembly ? ".ll"
                                                           : ".ptx";
  SmallString<128> path(directory);
  llvm::sys::path::append(path, digest.take_front(2), digest.drop_front(2) + extension);
  return path;
}

std::optional<std::string> KernelCache::find(StringRef digest, KernelForm form) const {
  if (directory.empty())
    return std::nullopt;
  auto file = llvm::MemoryBuffer::getFile(getPath(digest, form), /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (!file)
    return std::nullopt;
  StringRef contents = (*file)->getBuffer();
  if (contents.size() < headBytes || !contents.starts_with(magic))
    return std::nullopt;
  StringRef code = contents.drop_front(headBytes);
  std::array<uint8_t, 32> expected = hash(code);
  if (std::memcmp(contents.data() + magic.size(), expected.data(), expected.size()) != 0)
    return std::nullopt;
  return code.str();
}

void KernelCache::insert(StringRef digest, KernelForm form, StringRef code) const {
  if (directory.empty())
    return;
  SmallString<128> path = getPath(digest, form);
  if (llvm::sys::fs::create_directories(llvm::sys::path::parent_path(path)))
    return;
  std::array<uint8_t, 32> digestOfCode = hash(code);
  llvm::consumeError(writeFile(path, [&](llvm::raw_ostream &stream) {
    stream << magic << StringRef(reinterpret_cast<const char *>(digestOfCode.data()), digestOfCode.size()) << code;
  }));
}

} // namespace cnnc
