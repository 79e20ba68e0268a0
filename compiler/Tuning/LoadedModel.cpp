//===- LoadedModel.cpp - A model that runs in the compiler --------------===//

#include "compiler/Tuning/LoadedModel.h"

#include "compiler/Codegen/Linker.h"
#include "compiler/Codegen/LowerToLLVM.h"
#include "compiler/Codegen/ObjectEmitter.h"
#include "compiler/Codegen/ParameterBlock.h"
#include "compiler/Tuning/Disturbance.h"
#include <dlfcn.h>
#include <numeric>

using namespace mlir;

namespace cnnc {

static Linked linkModel(ModuleOp planned, const llvm::StringMap<std::string> &symbols, std::vector<StringRef> objects,
                        const RunSettings &settings) {
  constexpr StringRef name = "measured";
  FailureOr<ParameterBlock> block = ParameterBlock::place(planned);
  OwningOpRef<ModuleOp> lowered;
  if (succeeded(block))
    lowered = lowerToLLVM(planned, {name.str(), settings.target.name, "cnnc", ""}, symbols, std::nullopt,
                          block->getBytes());
  llvm::LLVMContext context;
  std::unique_ptr<llvm::Module> entry;
  if (lowered)
    entry = translateToLLVMIR(std::move(lowered), context, settings.target);
  if (!entry)
    return llvm::createStringError("the kernels to measure cannot be lowered");
  llvm::Expected<MemoryFile> object = emitObject(*entry);
  if (!object)
    return object.takeError();
  return linkSharedObject({name.str(), object->getPath(), std::move(objects), settings.runtime});
}

llvm::Expected<std::unique_ptr<LoadedModel>> LoadedModel::create(ModuleOp planned,
                                                                 const llvm::StringMap<std::string> &symbols,
                                                                 std::vector<StringRef> objects,
                                                                 const RunSettings &settings) {
  Linked linked = linkModel(planned, symbols, std::move(objects), settings);
  if (!linked)
    return linked.takeError();
  llvm::Expected<MemoryFile> file = MemoryFile::create((*linked)->getBuffer());
  if (!file)
    return file.takeError();
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

/// What a thread that is woken waits anyway.
static constexpr uint64_t wakingNanoseconds = 20'000;

llvm::Expected<LoadedModel::Run> LoadedModel::run(uint32_t entry, ArrayRef<const void *> inputs,
                                                  ArrayRef<void *> outputs) {
  Run run{std::vector<uint64_t>(table->entries[entry].launch_count), true};
  auto observe = [](void *data, uint32_t launch, uint64_t nanoseconds) {
    static_cast<uint64_t *>(data)[launch] = nanoseconds;
  };
  uint64_t waited = getWaitedNanoseconds();
  table->set_observer(session, observe, run.nanoseconds.data());
  cnn_status status = table->run(session, entry, inputs.data(), outputs.data());
  table->set_observer(session, nullptr, nullptr);
  if (status != CNN_OK)
    return llvm::createStringError("a kernel that is measured fails: %s", table->last_error(session));
  uint64_t ran = std::accumulate(run.nanoseconds.begin(), run.nanoseconds.end(), uint64_t(0));
  run.quiet = getWaitedNanoseconds() - waited <= ran / 20 + wakingNanoseconds;
  return run;
}

} // namespace cnnc
