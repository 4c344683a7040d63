namespace Lockstep;

/// <summary>A broken expectation that the user can act on; the message says what, where, expected, found and the next step.</summary>
public class LockstepException : Exception
{
    /// <summary>Says what is wrong, where, and what to do next; people read it as it is.</summary>
    public LockstepException(string message)
        : base(message)
    {
    }

    /// <summary>Says what is wrong, where, and what to do next; people read it as it is.</summary>
    public LockstepException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
