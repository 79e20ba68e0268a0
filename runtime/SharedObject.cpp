//===- SharedObject.cpp - Loading the file of a compiled model ------------===//
#include "runtime/SharedObject.h"

#include "runtime/Error.h"

#include <cerrno>
#include <cstring>
#include <dlfcn.h>
#include <elf.h>
#include <filesystem>
#include <fstream>

namespace cnn::runtime {

namespace {

/// What this program is made for, as ELF's header calls it.
#if defined(__aarch64__)
constexpr Elf64_Half machine = EM_AARCH64;
#else
constexpr Elf64_Half machine = EM_X86_64;
#endif

/// True if `count` entries of `bytes` bytes from `offset` lie inside `size`.
bool liesInside(uint64_t offset, uint64_t count, uint64_t bytes, uint64_t size) {
  return offset <= size && (bytes == 0 || count <= (size - offset) / bytes);
}

void checkElf(const std::string &path) {
  std::error_code problem;
  std::filesystem::file_status status = std::filesystem::status(path, problem);
  if (!std::filesystem::exists(status))
    fail(CNN_RUNTIME_FILE_FAILED, path, ": no such file");
  if (!std::filesystem::is_regular_file(status))
    fail(CNN_RUNTIME_FILE_FAILED, path, ": not a regular file");
  std::ifstream file(path, std::ios::binary);
  if (!file)
    fail(CNN_RUNTIME_FILE_FAILED, path, ": ", std::strerror(errno));
  uint64_t size = std::filesystem::file_size(path);

  Elf64_Ehdr header = {};
  if (!file.read(reinterpret_cast<char *>(&header), sizeof(header)) ||
      std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0)
    fail(CNN_RUNTIME_INVALID_MODEL, path,
         ": expected a compiled model (a shared object), found another kind of file");
  if (header.e_ident[EI_CLASS] != ELFCLASS64 || header.e_type != ET_DYN)
    fail(CNN_RUNTIME_INVALID_MODEL, path,
         ": expected a 64-bit shared object, found another kind of ELF file; compile the model "
         "with -o <name>.so");

  // The loader's own message is that there is no such file.
  if (header.e_machine != machine)
    fail(CNN_RUNTIME_INVALID_MODEL, path, ": compiled for another processor's architecture",
         header.e_machine == EM_AARCH64 ? " (aarch64)" : "", "; compile it with --target=host");

  bool complete = header.e_phentsize == sizeof(Elf64_Phdr) &&
                  liesInside(header.e_phoff, header.e_phnum, sizeof(Elf64_Phdr), size) &&
                  liesInside(header.e_shoff, header.e_shnum, header.e_shentsize, size);
  for (unsigned index = 0; complete && index < header.e_phnum; ++index) {
    Elf64_Phdr segment = {};
    file.seekg(header.e_phoff + index * sizeof(Elf64_Phdr));
    complete = file.read(reinterpret_cast<char *>(&segment), sizeof(segment)) &&
               liesInside(segment.p_offset, segment.p_filesz, 1, size);
  }
  if (!complete)
    fail(CNN_RUNTIME_INVALID_MODEL, path, ": the file is truncated: its headers describe more than ",
         size, " bytes");
}

} // namespace

const cnn_model *loadSharedObject(const std::string &path) {
  checkElf(path);
  // Without a slash dlopen would search the system's library folders instead.
  std::string file = path.find('/') == std::string::npos ? "./" + path : path;
  void *handle = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  if (!handle)
    fail(CNN_RUNTIME_INVALID_MODEL, path, ": cannot be loaded: ", dlerror());
  const void *symbol = dlsym(handle, "cnn_model");
  if (!symbol)
    fail(CNN_RUNTIME_INVALID_MODEL, path,
         ": not a compiled model: the shared object exports no symbol 'cnn_model'");
  return static_cast<const cnn_model *>(symbol);
}

} // namespace cnn::runtime
