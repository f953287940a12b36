package org.docent.model.capture;

/** The version of this code, as the command says it and manifests keep it. */
public final class CodeVersion {

  public static final String NAME = "docent 0.1.0";

  private CodeVersion() {}
}
