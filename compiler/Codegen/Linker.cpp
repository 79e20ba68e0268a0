//===- Linker.cpp - Objects to a model, by lld in process ---------------===//

#include "compiler/Codegen/Linker.h"

#include "compiler/Codegen/MemoryFile.h"
#include "compiler/Codegen/PipeBuffer.h"
#include "lld/Common/Driver.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ObjCopy/CommonConfig.h"
#include "llvm/ObjCopy/ConfigManager.h"
#include "llvm/ObjCopy/ObjCopy.h"
#include "llvm/Object/ArchiveWriter.h"
#include "llvm/Object/ELFObjectFile.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/SmallVectorMemoryBuffer.h"
#include <dlfcn.h>
#include <gnu/libc-version.h>
#include <pthread.h>

LLD_HAS_DRIVER(elf)

namespace cnnc {

/// An address inside this program, by which the system names its file.
static int anchor;

std::string findEmbeddedRuntime(const Target &target) {
  std::string program = llvm::sys::fs::getMainExecutable(nullptr, &anchor);
  llvm::SmallString<128> path(llvm::sys::path::parent_path(llvm::sys::path::parent_path(program)));
  llvm::sys::path::append(path, "lib", "cnnc", target.getArchitecture(), "libcnn_embedded.a");
  return path.str().str();
}

/// The C libraries beside the embedded runtime of another architecture, or else those that this program runs
/// with, found where the loader found them: neither way needs development files.
static std::vector<std::string> findSystemLibraries(llvm::StringRef runtime) {
  std::vector<std::string> libraries;
  for (llvm::StringRef name : {"libc.so.6", "libm.so.6"}) {
    llvm::SmallString<128> path(llvm::sys::path::parent_path(runtime));
    llvm::sys::path::append(path, name);
    if (llvm::sys::fs::exists(path))
      libraries.push_back(path.str().str());
  }
  if (!libraries.empty())
    return libraries;
  // Functions that no sanitiser has one of its own for, in this program.
  void *functions[] = {reinterpret_cast<void *>(&gnu_get_libc_version), dlsym(RTLD_DEFAULT, "fesetround"),
                       reinterpret_cast<void *>(&pthread_getconcurrency)};
  for (void *function : functions) {
    Dl_info info;
    if (function && dladdr(function, &info) && info.dli_fname && !llvm::is_contained(libraries, info.dli_fname))
      libraries.push_back(info.dli_fname);
  }
  return libraries;
}

/// Runs lld; the error is in its own words.
static llvm::Error runLinker(const std::vector<std::string> &arguments) {
  std::vector<const char *> pointers;
  for (const std::string &argument : arguments)
    pointers.push_back(argument.c_str());
  std::string output, errors;
  llvm::raw_string_ostream outputStream(output), errorStream(errors);
  lld::Result result =
      lld::lldMain(pointers, outputStream, errorStream, {{lld::Gnu, &lld::elf::link}});
  if (result.retCode == 0)
    return llvm::Error::success();
  return llvm::createStringError("linking failed: " + llvm::StringRef(errors).rtrim().str());
}

static Linked makeArchive(llvm::ArrayRef<llvm::NewArchiveMember> members) {
  return llvm::writeArchiveToBuffer(members, llvm::SymtabWritingMode::NormalSymtab, llvm::object::Archive::K_GNU,
                                    /*Deterministic=*/true, /*Thin=*/false);
}

/// The kernels' objects as one archive.
static llvm::Expected<MemoryFile> packKernels(const LinkInputs &inputs) {
  std::vector<std::string> names;
  for (size_t index = 0; index < inputs.kernels.size(); ++index)
    names.push_back("kernel" + std::to_string(index) + ".o");
  std::vector<llvm::NewArchiveMember> members;
  for (auto [name, kernel] : llvm::zip(names, inputs.kernels))
    members.emplace_back(llvm::MemoryBufferRef(kernel, name));
  auto archive = makeArchive(members);
  if (!archive)
    return archive.takeError();
  return MemoryFile::create((*archive)->getBuffer());
}

static std::unique_ptr<llvm::MemoryBuffer> makeBuffer(llvm::SmallVector<char, 0> bytes) {
  return std::make_unique<llvm::SmallVectorMemoryBuffer>(std::move(bytes), /*RequiresNullTerminator=*/false);
}

/// Links the model with lld's own `options`, `last` behind all inputs.
///
/// lld maps an output that is a file, and a disk that fills up is then a signal (SIGBUS) on some store. What
/// is no file it makes in memory and writes out.
static Linked link(const LinkInputs &inputs, std::vector<std::string> options, const std::vector<std::string> &last) {
  llvm::Expected<MemoryFile> kernels = packKernels(inputs);
  if (!kernels)
    return kernels.takeError();
  llvm::Expected<PipeBuffer> output = PipeBuffer::create();
  if (!output)
    return output.takeError();
  std::vector<std::string> arguments{"ld.lld", "--gc-sections", "--strip-debug", "-o", output->getPath()};
  llvm::append_range(arguments, options);
  llvm::append_range(arguments, std::initializer_list<std::string>{inputs.entry, kernels->getPath(), inputs.runtime});
  llvm::append_range(arguments, last);
  if (llvm::Error error = runLinker(arguments))
    return error;
  return makeBuffer(output->take());
}

Linked linkSharedObject(const LinkInputs &inputs) {
  std::string table = inputs.name + "_model";
  llvm::Expected<MemoryFile> exports = MemoryFile::create("{ global: " + table + "; cnn_model; local: *; };");
  if (!exports)
    return exports.takeError();
  return link(inputs,
              {"-shared", "--no-undefined", "--as-needed", "-znow", "-zrelro", "-znoexecstack", "--build-id=none",
               "--hash-style=gnu", "--version-script=" + exports->getPath(), "--defsym=cnn_model=" + table},
              findSystemLibraries(inputs.runtime));
}

Linked linkObject(const LinkInputs &inputs) {
  std::string table = inputs.name + "_model";
  Linked linked = link(inputs, {"-r", "--undefined=" + table, "--entry=" + table}, {});
  if (!linked)
    return linked.takeError();
  llvm::Expected<std::unique_ptr<llvm::object::ObjectFile>> file =
      llvm::object::ObjectFile::createELFObjectFile((*linked)->getMemBufferRef());
  if (!file)
    return file.takeError();
  // Every defined symbol becomes local but the table.
  llvm::objcopy::ConfigManager configuration;
  auto fail = [](llvm::Error error) -> llvm::Error { return error; };
  if (llvm::Error error = configuration.Common.SymbolsToKeepGlobal.addMatcher(
          llvm::objcopy::NameOrPattern::create(table, llvm::objcopy::MatchStyle::Literal, fail)))
    return error;
  llvm::SmallVector<char, 0> result;
  llvm::raw_svector_ostream stream(result);
  if (llvm::Error error = llvm::objcopy::executeObjcopyOnBinary(configuration, **file, stream))
    return error;
  return makeBuffer(std::move(result));
}

Linked linkStaticLibrary(const LinkInputs &inputs) {
  Linked object = linkObject(inputs);
  if (!object)
    return object.takeError();
  std::string member = inputs.name + ".o";
  std::vector<llvm::NewArchiveMember> members;
  members.emplace_back(llvm::MemoryBufferRef((*object)->getBuffer(), member));
  return makeArchive(members);
}

} // namespace cnnc
