using System.Runtime.InteropServices;
using System.Text;

namespace TaskNode;

/// <summary>
/// Appends steps to a file that all nodes share. The kernel puts each line at the end as a whole, so their order is the order in which things happened, whichever node they happened
/// on; and what is written stays, however the process ends.
/// </summary>
/// <remarks>.NET's own files remember where their end was, and would write over the lines of others.</remarks>
internal sealed class StepWriter
{
    /// <summary>The setting that names the file, which is there already.</summary>
    public const string Setting = "Steps";

    private const int WriteOnly = 1;
    private const int Append = 0x400;

    private readonly int _file;

    public StepWriter(string path)
    {
        _file = Open(path, WriteOnly | Append);
        if (_file < 0) throw new IOException($"{path} cannot be opened: error {Marshal.GetLastPInvokeError()}");
    }

    public void Write(Step step)
    {
        var line = Encoding.UTF8.GetBytes(step.ToLine());
        if (Write(_file, line, line.Length) != line.Length) throw new IOException($"a step cannot be written: error {Marshal.GetLastPInvokeError()}");
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "write", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Write(int file, byte[] bytes, nint count);
}
