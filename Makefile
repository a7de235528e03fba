.PHONY: format lint test it bench mutation

format: ; mvn -q spotless:apply
lint: ; mvn -q -DskipTests verify
test: ; mvn -B -ntp test
it: ; mvn -B -ntp verify
MUTATED ?= frame
mutation: ; mvn -B -ntp -P mutation -pl ws-core test-compile org.pitest:pitest-maven:mutationCoverage \
	-Dmutation.classes='dev.ws.$(MUTATED).*' -Dmutation.tests='dev.ws.$(MUTATED).*'
bench: ; mvn -q -pl benchmarks -am -DskipTests package && java -jar benchmarks/target/benchmarks-jmh.jar -prof gc
