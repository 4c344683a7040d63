using Lockstep.Exec.Processes.Native;

namespace Lockstep.Exec.Processes.Opened;

/// <summary>Answers the system calls that the filter asks about: all go on as they are, but those to the network where there is to be none.</summary>
/// <remarks>
/// A call waits for its answer, so that it is given before anything is written down. Nothing that goes wrong here reaches the program: it goes on,
/// unrecorded. This is a record of honest programs, no prison: another thread of theirs may change a path after it was read here.
/// </remarks>
internal sealed unsafe class CallListener : IDisposable
{
    private const nuint Receive = 0xc050_2100; // SECCOMP_IOCTL_NOTIF_RECV
    private const nuint Send = 0xc018_2101; // SECCOMP_IOCTL_NOTIF_SEND
    private const nuint SetFlags = 0x4008_2104; // SECCOMP_IOCTL_NOTIF_SET_FLAGS
    private const short HungUp = 0x10; // POLLHUP

    private readonly int descriptor;
    private readonly CallRecorder recorder;
    private readonly (int Reading, int Writing) wake = Libc.Pipe();
    private readonly Thread thread;
    private bool isDisposed;

    /// <param name="descriptor">Of the listener; it stays its owner's.</param>
    public CallListener(int descriptor, CallRecorder recorder)
    {
        (this.descriptor, this.recorder) = (descriptor, recorder);

        // Newer kernels then wake the program on the processor that answered it.
        _ = Libc.DeviceControl(descriptor, SetFlags, (void*)1);
        thread = new Thread(Answer) { IsBackground = true, Name = "files of the command" };
        thread.Start();
    }

    /// <summary>Waits until all that was asked is written down; to be called when no process is left that could ask.</summary>
    public void Dispose()
    {
        if (!isDisposed)
        {
            isDisposed = true;
            _ = Libc.Close(wake.Writing);
            thread.Join();
            _ = Libc.Close(wake.Reading);
        }
    }

    private void Answer()
    {
        var polled = stackalloc Libc.Polled[2];
        while (true)
        {
            polled[0] = new Libc.Polled { Descriptor = descriptor, Events = Libc.Readable };
            polled[1] = new Libc.Polled { Descriptor = wake.Reading, Events = Libc.Readable };
            _ = Libc.Poll(polled, 2, -1);
            if ((polled[0].Found & Libc.Readable) != 0)
            {
                AnswerOne();
            }
            else if ((polled[0].Found & HungUp) != 0 || polled[1].Found != 0)
            {
                return;
            }
        }
    }

    private void AnswerOne()
    {
        AskedCall call = default;
        if (Libc.DeviceControl(descriptor, Receive, &call) != 0)
        {
            return; // it was killed meanwhile
        }

        var answer = new CallAnswer { Id = call.Id, Flags = CallAnswer.GoOn };
        try
        {
            if (recorder.Look(call) is var error && error != 0)
            {
                answer = new CallAnswer { Id = call.Id, Error = -error };
            }
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            recorder.Miss(problem);
        }

        _ = Libc.DeviceControl(descriptor, Send, &answer);
        try
        {
            recorder.Write();
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            recorder.Miss(problem);
        }
    }
}
