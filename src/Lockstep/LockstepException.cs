namespace Lockstep;

/// <summary>A broken expectation that the user can act on; the message says what, where, expected, found and the next step.</summary>
public class LockstepException : Exception
{
    public LockstepException(string message)
        : base(message)
    {
    }

    public LockstepException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
