throw new Error("not for Workers");
