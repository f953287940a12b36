package org.docent.protocol.settings;

import java.nio.file.Path;

/**
 * What a machine needs for TLS on both planes; PEM files of its own.
 *
 * @param certificate its own, followed by those between it and its authority
 * @param privateKey of the certificate, PKCS#8 and not encrypted
 * @param trustedCertificates the authorities whose peers it trusts
 */
public record TlsSettings(Path certificate, Path privateKey, Path trustedCertificates) {}
