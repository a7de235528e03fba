/** Stands in for Open Liberty. */
@NullMarked
package com.ibm.ws;

import org.jspecify.annotations.NullMarked;
