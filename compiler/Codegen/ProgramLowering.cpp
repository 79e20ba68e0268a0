//===- ProgramLowering.cpp - The code of an entry point -----------------===//

#include "compiler/Codegen/ProgramLowering.h"

#include "dialects/Halide/Buffers.h"

using namespace mlir;

namespace cnnc {

/// The bits of a halide_type_t: code (0 signed, 1 unsigned, 2 floating point), bits, lanes. Signless
/// bytes are codes of arg max and images: unsigned.
static uint32_t getHalideType(Type element) {
  uint32_t bits = element.getIntOrFloatBitWidth();
  bool isUnsigned = element.isUnsignedInteger() || (bits <= 8 && !element.isSignedInteger());
  uint32_t code = isa<FloatType>(element) ? 2 : isUnsigned ? 1 : 0;
  return code | bits << 8 | 1u << 16;
}

/// The address of a constant array of halide_dimension_t {min, extent, stride, flags}, innermost first, as
/// Halide counts dimensions.
static Constant makeDimensions(MemRefType type, Constants &constants) {
  SmallVector<int64_t> values;
  int64_t stride = 1;
  for (int64_t extent : llvm::reverse(type.getShape())) {
    values.append({0, extent, stride, 0});
    stride *= extent;
  }
  return constants.integers(32, values, "dimensions");
}

namespace {
class ProgramLowering {
public:
  ProgramLowering(halide::ProgramOp program, const ParameterBlock &parameters,
                  const llvm::StringMap<std::string> &kernelSymbols, ModuleOp module, Constants &constants)
      : program(program), parameters(parameters), kernelSymbols(kernelSymbols), module(module),
        constants(constants), builder(program.getContext()), context(program.getContext()),
        pointer(LLVM::LLVMPointerType::get(context)), i32(builder.getI32Type()), i64(builder.getI64Type()) {}

  void lower(StringRef name);

private:
  enum Argument { UserContext, Arena, Parameters, Inputs, Outputs };

  void addArguments();
  void lowerBlock(Block &block);
  void lowerRepeat(halide::RepeatOp repeat);
  void lowerCall(halide::CallOp call);
  Value describe(Location location, Value buffer, Value address, unsigned slot);
  LLVM::LLVMFuncOp declare(StringRef name, Type result, ArrayRef<Type> arguments);

  Value number(Location location, Type type, int64_t value) {
    return LLVM::ConstantOp::create(builder, location, type, builder.getIntegerAttr(type, value));
  }
  Value offset(Location location, Value base, uint64_t bytes) {
    return bytes == 0 ? base : offset(location, base, number(location, i64, int64_t(bytes)));
  }
  Value offset(Location location, Value base, Value distance) {
    return LLVM::GEPOp::create(builder, location, pointer, builder.getI8Type(), base,
                               ArrayRef<LLVM::GEPArg>{distance}, LLVM::GEPNoWrapFlags::inbounds);
  }

  halide::ProgramOp program;
  const ParameterBlock &parameters;
  const llvm::StringMap<std::string> &kernelSymbols;
  ModuleOp module;
  Constants &constants;
  OpBuilder builder;
  MLIRContext *context;
  Type pointer, i32, i64;

  LLVM::LLVMFuncOp function;
  Block *entry = nullptr;
  DenseMap<Value, Value> addresses;   // memref -> host pointer
  SmallVector<Value> descriptors;     // halide_buffer_t for operand 0, 1, ... of any call
  Value iteration;                    // of the repeat around the call
  int64_t launches = 0;
};
} // namespace

LLVM::LLVMFuncOp ProgramLowering::declare(StringRef name, Type result, ArrayRef<Type> arguments) {
  if (auto existing = module.lookupSymbol<LLVM::LLVMFuncOp>(name))
    return existing;
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(module.getBody());
  auto type = LLVM::LLVMFunctionType::get(result, arguments);
  auto declaration = LLVM::LLVMFuncOp::create(builder, module.getLoc(), name, type);
  // Hidden: called directly, and not exported by the object that is linked from it.
  declaration.setVisibility_(LLVM::Visibility::Hidden);
  declaration.setDsoLocal(true);
  return declaration;
}

/// The caller's tensors: pointers in two arrays.
void ProgramLowering::addArguments() {
  auto load = [&](ValueRange tensors, Argument array) {
    for (auto [index, tensor] : llvm::enumerate(tensors)) {
      Value element = offset(tensor.getLoc(), entry->getArgument(array), 8 * index);
      addresses[tensor] = LLVM::LoadOp::create(builder, tensor.getLoc(), pointer, element);
    }
  };
  load(program.getInputs(), Inputs);
  load(program.getOutputs(), Outputs);
}

/// Fills the halide_buffer_t of operand `slot`. Calls share the descriptors: each operand's is written anew,
/// since a kernel may set a buffer's flags.
Value ProgramLowering::describe(Location location, Value buffer, Value address, unsigned slot) {
  auto type = cast<MemRefType>(buffer.getType());
  if (slot == descriptors.size()) {
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(entry);
    // device, device_interface, host, flags, type, dimensions, dim, padding
    auto descriptorType = LLVM::LLVMStructType::getLiteral(
        context, {i64, pointer, pointer, i64, i32, i32, pointer, pointer});
    descriptors.push_back(LLVM::AllocaOp::create(builder, function.getLoc(), pointer, descriptorType,
                                                 number(function.getLoc(), i32, 1)));
  }
  Value descriptor = descriptors[slot];
  Value zero = number(location, i64, 0), null = LLVM::ZeroOp::create(builder, location, pointer);
  Constant dimensions = makeDimensions(type, constants);
  Value dim = dimensions.symbol
                  ? LLVM::AddressOfOp::create(builder, location, pointer, dimensions.symbol.getValue()).getResult()
                  : null;
  std::pair<int64_t, Value> fields[] = {
      {0, zero},
      {8, null},
      {16, address},
      {24, zero},
      {32, number(location, i32, getHalideType(type.getElementType()))},
      {36, number(location, i32, type.getRank())},
      {40, dim},
      {48, null}};
  for (auto [place, value] : fields)
    LLVM::StoreOp::create(builder, location, value, offset(location, descriptor, place));
  return descriptor;
}

/// status = kernel(user_context, operands...); if (status) return status; launched(user_context, launch);
void ProgramLowering::lowerCall(halide::CallOp call) {
  Location location = call.getLoc();
  SmallVector<Value> operands{entry->getArgument(UserContext)};
  for (auto [slot, buffer] : llvm::enumerate(call->getOperands()))
    operands.push_back(describe(location, buffer, addresses.lookup(buffer), slot));

  SmallVector<Type> types(operands.size(), pointer);
  LLVM::LLVMFuncOp kernel = declare(kernelSymbols.lookup(call.getKernel()), i32, types);
  Value status = LLVM::CallOp::create(builder, location, kernel, operands).getResult();
  Value failed = LLVM::ICmpOp::create(builder, location, LLVM::ICmpPredicate::ne, status, number(location, i32, 0));

  Block *failure = &function.getBody().emplaceBlock();
  Block *next = &function.getBody().emplaceBlock();
  LLVM::CondBrOp::create(builder, location, failed, failure, next);
  builder.setInsertionPointToStart(failure);
  LLVM::ReturnOp::create(builder, location, status);

  builder.setInsertionPointToStart(next);
  LLVM::LLVMFuncOp launched = declare("cnn_embedded_launched", LLVM::LLVMVoidType::get(context), {pointer, i32});
  LLVM::CallOp::create(builder, location, launched,
                       ValueRange{entry->getArgument(UserContext), number(location, i32, launches++)});
}

void ProgramLowering::lower(StringRef name) {
  builder.setInsertionPointToEnd(module.getBody());
  SmallVector<Type> types(5, pointer);
  function = LLVM::LLVMFuncOp::create(builder, program.getLoc(), name, LLVM::LLVMFunctionType::get(i32, types),
                                      LLVM::Linkage::Internal);
  entry = function.addEntryBlock(builder);
  // The descriptors go before this place, into the block that is executed once.
  Block *body = &function.getBody().emplaceBlock();
  builder.setInsertionPointToEnd(entry);
  addArguments();
  LLVM::BrOp::create(builder, program.getLoc(), ValueRange{}, body);
  builder.setInsertionPointToStart(body);

  lowerBlock(program.getBody().front());
  LLVM::ReturnOp::create(builder, program.getLoc(), number(program.getLoc(), i32, 0));
}

void ProgramLowering::lowerBlock(Block &block) {
  for (Operation &op : block) {
    if (auto slice = dyn_cast<halide::SliceOp>(op)) {
      addresses[slice.getBuffer()] = offset(op.getLoc(), entry->getArgument(Arena), slice.getOffset());
    } else if (auto parameter = dyn_cast<halide::ParameterOp>(op)) {
      uint64_t place = parameters.find(parameter.getParameter()).offset;
      addresses[parameter.getBuffer()] = offset(op.getLoc(), entry->getArgument(Parameters), place);
    } else if (auto repeat = dyn_cast<halide::RepeatOp>(op)) {
      lowerRepeat(repeat);
    } else if (auto part = dyn_cast<halide::PartOp>(op)) {
      int64_t bytes = getByteSize(cast<MemRefType>(part.getPart().getType()));
      Value distance = LLVM::MulOp::create(builder, op.getLoc(), iteration, number(op.getLoc(), i64, bytes));
      addresses[part.getPart()] = offset(op.getLoc(), addresses.lookup(part.getWhole()), distance);
    } else {
      lowerCall(cast<halide::CallOp>(op));
    }
  }
}

/// iteration = 0; do { body; } while (++iteration < count);
void ProgramLowering::lowerRepeat(halide::RepeatOp repeat) {
  Location location = repeat.getLoc();
  Block *body = &function.getBody().emplaceBlock();
  iteration = body->addArgument(i64, location);
  LLVM::BrOp::create(builder, location, ValueRange{number(location, i64, 0)}, body);
  builder.setInsertionPointToStart(body);
  lowerBlock(repeat.getBody().front());
  Value following = LLVM::AddOp::create(builder, location, iteration, number(location, i64, 1));
  Value more = LLVM::ICmpOp::create(builder, location, LLVM::ICmpPredicate::slt, following,
                                    number(location, i64, repeat.getCount()));
  Block *next = &function.getBody().emplaceBlock();
  LLVM::CondBrOp::create(builder, location, more, body, ValueRange{following}, next, ValueRange{});
  builder.setInsertionPointToStart(next);
}

void lowerProgram(halide::ProgramOp program, StringRef name, const ParameterBlock &parameters,
                  const llvm::StringMap<std::string> &kernelSymbols, ModuleOp module, Constants &constants) {
  ProgramLowering(program, parameters, kernelSymbols, module, constants).lower(name);
}

} // namespace cnnc
