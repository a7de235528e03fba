package springy;

/** A service that others have injected. */
public class Greeter {
    public String greet(String name) {
        return "hello " + name;
    }
}
