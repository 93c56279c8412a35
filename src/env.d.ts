/** True in development and test builds only; what it guards, such as /dev/gallery, is not in the production console. */
declare const __XENIA_DEV__: boolean;
