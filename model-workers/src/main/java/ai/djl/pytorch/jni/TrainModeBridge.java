package ai.djl.pytorch.jni;

/**
 * Calls a TorchScript method outside inference mode, so that what it returns may carry an autograd
 * graph; DJL's public {@code IValueUtils.runMethod} always infers.
 */
public final class TrainModeBridge {

  private TrainModeBridge() {}

  /** Runs {@code method} of the module with that handle; the caller closes arguments and result. */
  public static IValue run(long module, String method, IValue... arguments) {
    long[] handles = new long[arguments.length];
    for (int i = 0; i < handles.length; i++) {
      handles[i] = arguments[i].getHandle();
    }
    return new IValue(PyTorchLibrary.LIB.moduleRunMethod(module, method, handles, true, false));
  }
}
