//===- LoadedModel.cpp - A model that runs in the compiler --------------===//

#include "compiler/Tuning/LoadedModel.h"

#include "compiler/Codegen/Linker.h"
#include "compiler/Codegen/LowerToLLVM.h"
#include "compiler/Codegen/ObjectEmitter.h"
#include "compiler/Codegen/OutputFile.h"
#include "compiler/Codegen/ParameterBlock.h"
#include <dlfcn.h>

using namespace mlir;

namespace cnnc {

static Linked linkModel(ModuleOp planned, const llvm::StringMap<std::string> &symbols, std::vector<StringRef> objects,
                        const RunSettings &settings) {
  constexpr StringRef name = "measured";
  FailureOr<ParameterBlock> block = ParameterBlock::place(planned);
  OwningOpRef<ModuleOp> lowered;
  if (succeeded(block))
    lowered = lowerToLLVM(planned, {name.str(), settings.target.name, "cnnc"}, symbols, std::nullopt,
                          block->getBytes());
  llvm::LLVMContext context;
  std::unique_ptr<llvm::Module> entry;
  if (lowered)
    entry = translateToLLVMIR(std::move(lowered), context, settings.target);
  if (!entry)
    return llvm::createStringError("the kernels to measure cannot be lowered");
  llvm::Expected<MemoryFile> object = MemoryFile::create();
  if (!object)
    return object.takeError();
  if (llvm::Error error = object->write([&](llvm::raw_pwrite_stream &stream) {
        return emitMachineCode(*entry, MachineCode::Object, stream);
      }))
    return error;
  return linkSharedObject({name.str(), object->getPath(), std::move(objects), settings.runtime});
}

llvm::Expected<std::unique_ptr<LoadedModel>> LoadedModel::create(ModuleOp planned,
                                                                 const llvm::StringMap<std::string> &symbols,
                                                                 std::vector<StringRef> objects,
                                                                 const RunSettings &settings) {
  Linked linked = linkModel(planned, symbols, std::move(objects), settings);
  if (!linked)
    return linked.takeError();
  llvm::Expected<MemoryFile> file = MemoryFile::create();
  if (!file)
    return file.takeError();
  if (llvm::Error error = file->write((*linked)->getBuffer()))
    return error;
  std::unique_ptr<LoadedModel> model(new LoadedModel);
  model->library = dlopen(file->getPath().c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!model->library)
    return llvm::createStringError("the kernels to measure cannot be loaded: %s", dlerror());
  model->table = static_cast<const cnn_model *>(dlsym(model->library, "cnn_model"));
  const cnn_model &table = *model->table;
  cnn_status status = table.create_parameters(&table, &model->parameters);
  if (status == CNN_OK)
    status = table.create_session(&table, model->parameters, settings.threads, &model->session);
  if (status != CNN_OK)
    return llvm::createStringError("the kernels to measure cannot be run: status %d", int(status));
  return model;
}

LoadedModel::~LoadedModel() {
  if (table) {
    table->destroy_session(session);
    table->destroy_parameters(parameters);
  }
  if (library)
    dlclose(library);
}

llvm::Expected<std::vector<uint64_t>> LoadedModel::run(uint32_t entry, ArrayRef<const void *> inputs,
                                                       ArrayRef<void *> outputs) {
  std::vector<uint64_t> nanoseconds(table->entries[entry].launch_count);
  auto observe = [](void *data, uint32_t launch, uint64_t nanoseconds) {
    static_cast<uint64_t *>(data)[launch] = nanoseconds;
  };
  table->set_observer(session, observe, nanoseconds.data());
  cnn_status status = table->run(session, entry, inputs.data(), outputs.data());
  table->set_observer(session, nullptr, nullptr);
  if (status != CNN_OK)
    return llvm::createStringError("a kernel that is measured fails: %s", table->last_error(session));
  return nanoseconds;
}

} // namespace cnnc
