from chengyun.runtime.cli import main

raise SystemExit(main())
