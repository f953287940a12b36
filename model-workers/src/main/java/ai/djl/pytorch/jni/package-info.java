/**
 * The one door into DJL's package-private calls: class path only. Nothing but {@link
 * ai.djl.pytorch.jni.TrainModeBridge} belongs here.
 */
@NullMarked
package ai.djl.pytorch.jni;

import org.jspecify.annotations.NullMarked;
