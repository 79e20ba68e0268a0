# cnnc_add_model(<target> <model> [TRAIN] [BATCH <n>] [TARGET <target>] [OPTIONS <option>...])
#
# Compiles a model (.mlir or .onnx) with cnnc and links it into the target, which can then
#
#   #include "<model>.h"
#
# where <model> is the file's name without folder and extension; the functions in it begin with the name
# of the network. TRAIN compiles the training step too, BATCH is the number of images in a call, TARGET
# the machine (host), OPTIONS whatever else cnnc takes. Nothing is needed at run time.
function(cnnc_add_model target model)
  cmake_parse_arguments(PARSE_ARGV 2 ARG "TRAIN" "BATCH;TARGET" "OPTIONS")
  if(ARG_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "cnnc_add_model: unknown argument '${ARG_UNPARSED_ARGUMENTS}'; "
                        "expected TRAIN, BATCH, TARGET or OPTIONS")
  endif()
  if(ARG_KEYWORDS_MISSING_VALUES)
    message(FATAL_ERROR "cnnc_add_model: ${ARG_KEYWORDS_MISSING_VALUES} without a value")
  endif()
  get_filename_component(model ${model} ABSOLUTE)
  if(NOT EXISTS ${model})
    message(FATAL_ERROR "cnnc_add_model: there is no file '${model}'")
  endif()
  get_filename_component(name ${model} NAME_WLE)
  set(folder ${CMAKE_CURRENT_BINARY_DIR}/${target}.models)
  file(MAKE_DIRECTORY ${folder})
  set(options ${ARG_OPTIONS})
  if(ARG_TRAIN)
    list(APPEND options --train)
  endif()
  if(ARG_BATCH)
    list(APPEND options --batch=${ARG_BATCH})
  endif()
  if(ARG_TARGET)
    list(APPEND options --target=${ARG_TARGET})
  endif()
  add_custom_command(
    OUTPUT ${folder}/${name}.o ${folder}/${name}.h
    COMMAND cnnc::cnnc ${model} ${options} --emit=obj -o ${folder}/${name}.o --header=${folder}/${name}.h
    DEPENDS ${model} cnnc::cnnc
    COMMENT "Compiling network ${name}"
    VERBATIM)
  set_source_files_properties(${folder}/${name}.o PROPERTIES EXTERNAL_OBJECT ON GENERATED ON)
  target_sources(${target} PRIVATE ${folder}/${name}.o ${folder}/${name}.h)
  target_include_directories(${target} PRIVATE ${folder} ${cnnc_INCLUDE_DIR})
  target_link_libraries(${target} PRIVATE Threads::Threads m)
endfunction()
