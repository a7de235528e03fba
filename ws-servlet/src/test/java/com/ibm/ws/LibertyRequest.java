package com.ibm.ws;

import jakarta.servlet.http.HttpServletRequest;

/** What a request of Open Liberty's is recognised by: its name. */
public abstract class LibertyRequest implements HttpServletRequest {}
