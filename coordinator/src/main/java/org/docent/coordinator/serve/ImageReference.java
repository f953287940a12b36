package org.docent.coordinator.serve;

/**
 * An image as a request names it.
 *
 * @param url a base64 data URL or an http(s) address
 * @param param where in the request it stands
 */
record ImageReference(String url, String param) {}
