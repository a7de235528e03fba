.PHONY: format lint test it bench

format: ; mvn -q spotless:apply
lint: ; mvn -q -DskipTests verify
test: ; mvn -B -ntp test
it: ; mvn -B -ntp verify
bench: ; mvn -q -pl benchmarks -am -DskipTests package && java -jar benchmarks/target/benchmarks-jmh.jar -prof gc
