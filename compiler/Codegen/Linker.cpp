//===- Linker.cpp - Objects to a model, by lld in process ---------------===//

#include "compiler/Codegen/Linker.h"

#include "compiler/Codegen/OutputFile.h"
#include "lld/Common/Driver.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ObjCopy/CommonConfig.h"
#include "llvm/ObjCopy/ConfigManager.h"
#include "llvm/ObjCopy/ObjCopy.h"
#include "llvm/Object/ArchiveWriter.h"
#include "llvm/Object/ELFObjectFile.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include <cmath>
#include <cstdio>
#include <dlfcn.h>
#include <pthread.h>

LLD_HAS_DRIVER(elf)

namespace cnnc {

/// An address inside this program, by which the system names its file.
static int anchor;

std::string findEmbeddedRuntime() {
  std::string program = llvm::sys::fs::getMainExecutable(nullptr, &anchor);
  llvm::SmallString<128> path(llvm::sys::path::parent_path(llvm::sys::path::parent_path(program)));
  llvm::sys::path::append(path, "lib", "cnnc", "libcnn_embedded.a");
  return path.str().str();
}

/// The C libraries that this program runs with. They are found where the loader found them, so no development
/// files are needed.
static std::vector<std::string> findSystemLibraries() {
  std::vector<std::string> libraries;
  void *functions[] = {reinterpret_cast<void *>(&std::fopen), dlsym(RTLD_DEFAULT, "lgamma"),
                       reinterpret_cast<void *>(&pthread_create)};
  for (void *function : functions) {
    Dl_info info;
    if (function && dladdr(function, &info) && info.dli_fname && !llvm::is_contained(libraries, info.dli_fname))
      libraries.push_back(info.dli_fname);
  }
  return libraries;
}

/// Runs lld on files of `directory`; the error is lld's own first words.
static llvm::Error runLinker(std::vector<std::string> arguments) {
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

static llvm::Error writeInputs(const LinkInputs &inputs, TemporaryDirectory &directory,
                               std::vector<std::string> &arguments) {
  auto add = [&](llvm::StringRef name, llvm::StringRef contents) -> llvm::Error {
    llvm::Expected<std::string> path = directory.addFile(name, contents);
    if (!path)
      return path.takeError();
    arguments.push_back(*path);
    return llvm::Error::success();
  };
  if (!llvm::sys::fs::exists(inputs.runtime))
    return llvm::createStringError("the embedded runtime is missing: expected '" + inputs.runtime + "'");
  if (llvm::Error error = add(inputs.name + ".o", inputs.entry))
    return error;
  for (auto [index, kernel] : llvm::enumerate(inputs.kernels))
    if (llvm::Error error = add("kernel" + std::to_string(index) + ".o", kernel))
      return error;
  arguments.push_back(inputs.runtime);
  return llvm::Error::success();
}

static llvm::Expected<std::string> readFile(llvm::StringRef path) {
  auto file = llvm::MemoryBuffer::getFile(path, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (!file)
    return llvm::createStringError(file.getError(), "cannot read '" + path + "': " + file.getError().message());
  return (*file)->getBuffer().str();
}

llvm::Expected<std::string> linkSharedObject(const LinkInputs &inputs) {
  llvm::Expected<TemporaryDirectory> directory = TemporaryDirectory::create();
  if (!directory)
    return directory.takeError();
  std::string table = inputs.name + "_model", output = directory->getFile("model.so");
  llvm::Expected<std::string> script =
      directory->addFile("exports", "{ global: " + table + "; cnn_model; local: *; };");
  if (!script)
    return script.takeError();
  std::vector<std::string> arguments{"ld.lld",        "-shared",    "--gc-sections", "--no-undefined",
                                     "--as-needed",   "-znow",      "-zrelro",       "-znoexecstack",
                                     "--build-id=none", "--hash-style=gnu", "--strip-debug",
                                     "--version-script=" + *script, "--defsym=cnn_model=" + table,
                                     "-o", output};
  if (llvm::Error error = writeInputs(inputs, *directory, arguments))
    return error;
  for (const std::string &library : findSystemLibraries())
    arguments.push_back(library);
  if (llvm::Error error = runLinker(std::move(arguments)))
    return error;
  return readFile(output);
}

/// Makes every defined symbol local but `symbol`.
static llvm::Expected<std::string> localizeAllBut(llvm::StringRef symbol, const std::string &object) {
  auto buffer = llvm::MemoryBuffer::getMemBuffer(object, "model.o", /*RequiresNullTerminator=*/false);
  llvm::Expected<std::unique_ptr<llvm::object::ObjectFile>> file =
      llvm::object::ObjectFile::createELFObjectFile(buffer->getMemBufferRef());
  if (!file)
    return file.takeError();
  llvm::objcopy::ConfigManager configuration;
  auto fail = [](llvm::Error error) -> llvm::Error { return error; };
  if (llvm::Error error = configuration.Common.SymbolsToKeepGlobal.addMatcher(
          llvm::objcopy::NameOrPattern::create(symbol, llvm::objcopy::MatchStyle::Literal, fail)))
    return error;
  llvm::SmallString<0> result;
  llvm::raw_svector_ostream stream(result);
  if (llvm::Error error = llvm::objcopy::executeObjcopyOnBinary(configuration, **file, stream))
    return error;
  return result.str().str();
}

llvm::Expected<std::string> linkObject(const LinkInputs &inputs) {
  llvm::Expected<TemporaryDirectory> directory = TemporaryDirectory::create();
  if (!directory)
    return directory.takeError();
  std::string table = inputs.name + "_model", output = directory->getFile("model.o");
  std::vector<std::string> arguments{"ld.lld", "-r", "--gc-sections", "--undefined=" + table, "--entry=" + table,
                                     "--strip-debug", "-o", output};
  if (llvm::Error error = writeInputs(inputs, *directory, arguments))
    return error;
  if (llvm::Error error = runLinker(std::move(arguments)))
    return error;
  llvm::Expected<std::string> object = readFile(output);
  return object ? localizeAllBut(table, *object) : std::move(object);
}

llvm::Expected<std::string> linkStaticLibrary(const LinkInputs &inputs) {
  llvm::Expected<std::string> object = linkObject(inputs);
  if (!object)
    return object;
  std::string member = inputs.name + ".o";
  std::vector<llvm::NewArchiveMember> members;
  members.emplace_back(llvm::MemoryBufferRef(*object, member));
  auto archive = llvm::writeArchiveToBuffer(members, llvm::SymtabWritingMode::NormalSymtab,
                                            llvm::object::Archive::K_GNU, /*Deterministic=*/true, /*Thin=*/false);
  if (!archive)
    return archive.takeError();
  return (*archive)->getBuffer().str();
}

} // namespace cnnc
